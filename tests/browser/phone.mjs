// @ts-check
/** On a phone, and at the narrowest width that counts (320): nothing is cut off, nothing needs scrolling sideways, in any letters. */

import { sendOff } from "./answers.mjs";
import { become, bubble, checkAccess, hold, open, picture, press, start } from "./chromium.mjs";
import { checkFonts, cutOff } from "./readings.mjs";

/** Each has a person of their own, who begins. */
const PHONES = [
  { fonts: "narrow", width: 390, area: "Adult social care" }, { fonts: "narrow", width: 320, area: "Corporate services" },
  { fonts: "wide", width: 390, area: "Children and learning" }, { fonts: "wide", width: 320, area: "Customer and communities" },
  { fonts: "narrow", width: 360, area: "Place" },
];

/** Something for every table of the page: a request that was picked up, and an export on its way. */
async function fillTheTables(page) {
  await sendOff(page);
  await become(page, "IT business partner (Housing)");
  await bubble(page, "I will pick this up").waitFor();
  await press(page, "pick_up", "pick_up");
  await page.getByLabel("Type a message").fill("my area export");
  await page.keyboard.press("Enter");
  await page.locator("#list-table", { hasText: "With IT business partner" }).waitFor();
}

for (const { fonts, width, area } of PHONES) {
  const browser = await start(fonts);
  try {
    const page = await open(browser, process.env.PAGE, { width, height: 780, phone: true });
    const fits = async (stage) => {
      const cut = await page.evaluate(cutOff, ".top, .panes");
      hold(cut.length === 0, `cut off at ${width}, ${fonts}, ${stage}:\n${cut.join("\n")}`);
      if (fonts === "narrow") await checkAccess(page, `${stage} at ${width}`);
    };
    await fits("nobody chosen");
    await become(page, `Member of staff (${area})`);
    await bubble(page).waitFor();
    await checkFonts(page, fonts, ".card .ac-pushButton");
    await fits("welcome");
    await press(page, "start");
    await fits("first question");
    if (width === 390 && fonts === "narrow") {
      await picture(page, "11-phone");
      await fillTheTables(page);
    }
    await page.locator("#list-table tbody tr").first().waitFor();
    await page.locator("#deliveries-table tbody tr").first().waitFor();
    await fits("the list and what is under way");
    if (width === 320 && fonts === "narrow") {
      await page.locator("#list").evaluate((list) => list.scrollIntoView());
      await picture(page, "12-phone-list");
    }
  } finally {
    await browser.close();
  }
}
