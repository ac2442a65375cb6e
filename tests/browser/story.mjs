// @ts-check
/** The main story, from the first word to the decision coming back, as one person after another sees it. */

import { ANSWERS } from "./answers.mjs";
import { become, bubble, checkAccess, COLOURS, fill, hold, inputs, listing, newest, open, picture, press, start, verbs, words } from "./chromium.mjs";

const STAFF = "Member of staff (Housing)";
const PARTNER = "IT business partner (Housing)";

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE);
  await checkAccess(page, "nobody chosen");

  await become(page, STAFF);
  await bubble(page).waitFor();
  await checkAccess(page, "welcome");
  await picture(page, "01-welcome");

  await page.getByLabel("Type a message").fill("We want to renew the contract for the housing repairs system");
  await page.keyboard.press("Enter");
  await bubble(page, "This is what we understood").waitFor();
  let { card } = await newest(page);
  hold(/Renew or extend a contract/.test(words(card)), "the first words tell the need");
  hold(!inputs(card).some((one) => one.id === "need"), "what was understood is not asked again");
  await picture(page, "02-first-words");
  await listing(page, "1-understood");
  const changes = () => bubble(page).getByRole("button", { name: "Change: What you need", exact: true }).count();
  hold((await changes()) === 1, "each Change says what it changes");
  await bubble(page).getByRole("button", { name: "What the choices mean" }).click();
  hold((await changes()) === 1, "each Change says what it changes, with a part folded out too");
  await bubble(page).getByRole("button", { name: "What the choices mean" }).click();

  let cards = 0;
  let decided = "";
  while (!verbs(card).includes("submit")) {
    hold(++cards < 20, "the walk does not end");
    const reach = inputs(card).find((one) => one.id === "reach");
    if (reach) {
      ({ card } = await press(page, "answer"));
      await bubble(page).getByText("There is a problem").first().waitFor();
      await checkAccess(page, "an answer is missing");
    }
    if (inputs(card).some((one) => one.id === "title") && !decided) {
      decided = words(card);
      hold(/project/i.test(decided), "the decision names the process");
      await picture(page, "04-decision");
      await listing(page, "2-route");
    }
    const filled = await fill(page, card, ANSWERS);
    if (filled.includes("deadline")) await picture(page, "03-question");
    ({ card } = await press(page, "answer"));
  }
  await picture(page, "05-check-answers");

  ({ card } = await press(page, "submit"));
  const reference = /DR-\d{4,}/.exec(words(card))?.[0];
  hold(reference, "the confirmation shows the reference");
  console.log(`${reference} after ${cards + 1} cards`);
  const row = page.locator("#list-table tbody tr", { hasText: reference });
  await row.waitFor();
  await page.locator(".message", { has: page.locator(".card", { hasText: reference }) }).filter({ hasNotText: "not yet on the list" }).waitFor();
  await checkAccess(page, "confirmation");
  await picture(page, "06-in-the-list");

  await page.locator("#everyone details", { hasText: "Digital champions" }).locator("summary .badge").filter({ visible: true }).waitFor();
  await become(page, "Housing champion");
  await bubble(page, reference).waitFor();
  hold(/housing/i.test(words((await newest(page, reference)).card)), "the champion's card names the area");

  await become(page, PARTNER);
  await bubble(page, reference).waitFor();
  await picture(page, "07-partner");
  await listing(page, "3-partner", reference);
  await press(page, "pick_up", reference);
  await row.getByText("With IT business partner").first().waitFor();

  await become(page, "Governance officer");
  await page.getByRole("button", { name: reference, exact: true }).click();
  await page.getByLabel("Status", { exact: true }).selectOption("Approved");
  await page.getByLabel("Decision note").fill("Approved by the board. Start with the plan for moving the data.");
  await checkAccess(page, "deciding");
  await picture(page, "08-deciding");
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByText("Approved", { exact: true }).waitFor();

  const told = page.locator("#everyone details", { hasText: "Members of staff" }).locator(".person", { hasText: STAFF });
  await told.locator(".badge").filter({ visible: true }).waitFor({ timeout: 60_000 });
  await become(page, STAFF);
  const news = page.locator(".message:not(.mine)", { hasText: "Approved by the board" }).last();
  await news.waitFor();
  hold((await news.textContent()).includes(reference), "the news names the reference");
  await page.locator("#route .stop.passed", { hasText: "Not needed" }).first().waitFor();
  hold((await page.locator("#route .stop", { hasText: "At the earliest" }).count()) === 0, "what was decided in the list has no steps to come");
  await checkAccess(page, "the decision has come back");
  await picture(page, "09-decided");
  await listing(page, "5-decided", "Approved by the board");
  for (const theme of ["dark", "contrast"]) {
    await page.getByLabel("Colours").selectOption(theme);
    await checkAccess(page, theme, undefined, COLOURS);
    await picture(page, `10-${theme}`);
  }
} finally {
  await browser.close();
}
