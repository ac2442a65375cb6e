// @ts-check
/** On a phone, and at the narrowest width that counts (320): nothing is cut off, nothing needs scrolling sideways. */

import { become, bubble, checkAccess, hold, open, picture, press, start } from "./chromium.mjs";

const browser = await start();
try {
  for (const width of [390, 320]) {
    const page = await open(browser, process.env.PAGE, { width, height: 780, phone: true });
    const fits = async (stage) => {
      const [wide, cut] = await page.evaluate(() => [document.documentElement.scrollWidth,
        [...document.querySelectorAll(".card, .card *")].filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && getComputedStyle(part).display !== "inline" && !part.matches("input, textarea")).map((part) => part.outerHTML.slice(0, 200))]);
      hold(wide <= width, `the page is ${wide} wide on a screen of ${width}, ${stage}`);
      hold(cut.length === 0, `cut off at ${width}, ${stage}: ${cut[0]}`);
      await checkAccess(page, `${stage} at ${width}`);
    };
    await fits("nobody chosen");
    await become(page, width === 320 ? "Member of staff (Corporate services)" : "Member of staff (Adult social care)");
    await bubble(page).waitFor();
    await fits("welcome");
    await press(page, "start");
    await fits("first question");
    if (width === 390) await picture(page, "11-phone");
  }
} finally {
  await browser.close();
}
