// @ts-check

import { become, hold, open, start } from "./chromium.mjs";

const MARKUP = [
  "<script>window.caught=1</script>", "<img src=x onerror='window.caught=1'>", "<svg/onload=window.caught=1>", "<iframe src=javascript:window.caught=1>",
  "[press](javascript:window.caught=1)", "[press](JaVaScRiPt:window.caught=1)", "[press](data:text/html,<script>window.caught=1</script>)",
  "[press](https://example.org/\" onmouseover=\"window.caught=1)", "[<img src=x onerror=window.caught=1>](https://example.org)",
  "![picture](https://example.org/x.png)", "**<b onclick=window.caught=1>bold</b>**", "`<script>window.caught=1</script>`", "&lt;script&gt;window.caught=1&lt;/script&gt;",
  "- <img src=x onerror=window.caught=1>", "1. <img src=x onerror=window.caught=1>", "\\<script>window.caught=1\\</script>", "\u00000\u0000<script>window.caught=1</script>",
  "<a href='javascript:window.caught=1'>press</a>", "<style>*{display:none}</style>", "<base href=https://example.org/>", "<at>Everyone</at>", "{{DATE(2026-01-01,SHORT)}}",
  "```\n<script>window.caught=1</script>\n```", "```\n<img src=x onerror=window.caught=1>",
  "<math><mtext></table><img src=x onerror=window.caught=1>", "\"'><script>window.caught=1</script>", "[a](https://example.org)[b](javascript:window.caught=1)",
];
const CARD = {
  type: "AdaptiveCard", version: "1.5", fallbackText: MARKUP[0], speak: MARKUP[0],
  body: MARKUP.flatMap((text, at) => [
    { type: "TextBlock", text, wrap: true },
    { type: "RichTextBlock", inlines: [{ type: "TextRun", text }] },
    { type: "FactSet", facts: [{ title: text, value: text }] },
    { type: "Input.Text", id: `input${at}`, label: text, placeholder: text, value: text },
    { type: "Table", columns: [{ width: 1 }, { width: 1 }], rows: [{ type: "TableRow", cells: [
      { type: "TableCell", items: [{ type: "TextBlock", text, wrap: true }] },
      { type: "TableCell", items: [{ type: "ActionSet", actions: [{ type: "Action.Execute", title: text, tooltip: text, verb: "change" }] }] }] }] },
    { type: "Input.ChoiceSet", id: `choice${at}`, label: text, style: "expanded", choices: [{ title: text, value: text }], value: text },
  ]),
  actions: [{ type: "Action.OpenUrl", title: MARKUP[1], url: "javascript:window.caught=1" },
    ...MARKUP.map((title) => ({ type: "Action.Execute", mode: "secondary", title, tooltip: title, verb: "help" }))],
};
const KEY = "00000000-0000-0000-0000-00000000c004";

const post = (path, body) =>
  fetch(`${process.env.PAGE}local/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then((answer) => answer.json());

const browser = await start();
try {
  const { id } = await post("teams/v3/conversations", { members: [{ id: KEY }] });
  const to = `teams/v3/conversations/${id}/activities`;
  for (const text of MARKUP) {
    await post(to, { type: "message", text, summary: text });
    await post(`people/${KEY}/say`, { text });
  }
  await post(to, { type: "message", summary: MARKUP[1], attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: CARD }] });

  const page = await open(browser, process.env.PAGE);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await become(page, "Place champion");
  const card = page.locator(".card", { hasText: MARKUP[0] }).last();
  await card.waitFor();
  await card.locator(".ac-pushButton", { hasText: MARKUP[1] }).last().click(); // the action that opens an address; those of the tables come before it
  await page.locator(".card a").first().hover();
  await card.getByRole("button", { name: "More options" }).click();
  hold((await card.getByRole("menuitem").allTextContents()).join() === MARKUP.join(), "the menu behind the three dots says the words themselves");

  const live = await page.evaluate(() => ({
    caught: window.caught,
    parts: [...document.querySelectorAll("#messages :is(script, iframe, object, embed, style, base, link, math, svg, form, at)")].map((part) => part.outerHTML),
    pictures: [...document.querySelectorAll("#messages img")].map((part) => part.getAttribute("src")).filter((source) => source !== "/local/door.svg"),
    listening: [...document.querySelectorAll("#messages *")].filter((part) => [...part.attributes].some((one) => one.name.startsWith("on"))).map((part) => part.outerHTML),
    links: [...document.querySelectorAll("#messages a")].map((part) => part.getAttribute("href")).filter((address) => !/^https:\/\/example\.org/.test(address ?? "")),
  }));
  hold(live.caught === undefined, "a script of a message ran");
  for (const kind of ["parts", "pictures", "listening", "links"]) hold(live[kind].length === 0, `${kind} came alive: ${live[kind].join("\n")}`);
  hold((await card.textContent()).includes(MARKUP[0]), "the words themselves are shown");

  // Where people speak to each other: what a search finds, its card, and the dialogue of the action on a message.
  const answers = {
    find: { cards: MARKUP.map((text) => ({ title: text, text, card: CARD })), words: MARKUP[0] },
    dialog: { title: MARKUP[0], card: CARD },
    submit: { words: MARKUP.join(" ") },
  };
  for (const [what, answer] of Object.entries(answers)) await page.route(`**/rooms/*/${what}`, (route) => route.fulfill({ json: answer }));
  await page.locator(".room", { hasText: "Digital" }).click();
  await page.locator("#words").fill(MARKUP.join("\n"));
  await page.keyboard.press("Enter");
  await page.locator(".message.mine", { hasText: MARKUP[0] }).waitFor();
  await page.getByRole("button", { name: "Find a request" }).click();
  const results = page.locator("#find .result");
  await results.nth(MARKUP.length - 1).waitFor();
  hold((await results.locator("strong").allTextContents()).join() === MARKUP.join(), "the search says the words themselves");
  await results.first().click();
  await page.locator("#draft .card").waitFor();
  await page.getByRole("button", { name: "Remove the card" }).click();
  await page.getByRole("button", { name: /^More options: message from You/ }).last().click();
  await page.getByRole("menuitem", { name: "Start a request from this" }).click();
  await page.locator("#task .card").waitFor();
  hold((await page.locator("#task-title").textContent()) === MARKUP[0], "the dialogue says the words themselves");
  const inside = await page.evaluate(() => ({
    caught: window.caught,
    parts: [...document.querySelectorAll(":is(#messages, #task, #find, #draft) :is(script, iframe, object, embed, style, base, link, math, form, at)")].map((part) => part.outerHTML),
    listening: [...document.querySelectorAll(":is(#messages, #task, #find, #draft) *")].filter((part) => [...part.attributes].some((one) => one.name.startsWith("on"))).map((part) => part.outerHTML),
  }));
  hold(inside.caught === undefined, "a script of a dialogue ran");
  for (const kind of ["parts", "listening"]) hold(inside[kind].length === 0, `${kind} came alive: ${inside[kind].join("\n")}`);
  await page.locator("#task").getByRole("button", { name: "Close" }).click();
/** Whatever a message or a card says, on the page it stays words: no markup, no script, no foreign address. */
  const foreign = asked.filter((address) => !address.startsWith(String(process.env.PAGE)));
  hold(foreign.length === 0, `the page asked elsewhere: ${foreign.join(", ")}`);
} finally {
  await browser.close();
}
