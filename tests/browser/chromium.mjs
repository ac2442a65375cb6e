// @ts-check
/** Chromium with the page in it: started, looked at, checked for accessibility, and walked card by card. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Stop the run with a sentence when something does not hold. */
export function hold(truth, sentence) {
  if (!truth) throw new Error(sentence);
}

/** Start the Chromium that CHROMIUM names, with the fonts of one file in `fonts/` and no others: the machine's own would change the result. */
export const start = (fonts = "narrow") => chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS,
  env: /** @type {any} */ ({ ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL(`fonts/${fonts}.conf`, import.meta.url)) }) });

/** A new page of a size, which has seen the `tour` unless it is wanted; a fault of its scripts or a refusal of the content policy ends the run. */
export async function open(browser, url, { width = 1360, height = 850, phone = false, tour = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, isMobile: phone, hasTouch: phone, locale: "en-GB" });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (line) => { if (line.type() === "error") page.faults.push(line.text()); });
  page.setDefaultTimeout(20_000);
  if (!tour) await context.addInitScript(() => localStorage.setItem("tour", "seen"));
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor();
  return page;
}

/** All of axe's rules (WCAG 2.2 AA and good practice). */
const EVERYTHING = { runOnly: RULES };
/** What of them hangs on colours, and what on where things stand: asked by themselves where only that differs, and left out where neither does. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
const OF_PLACES = ["target-size", "scrollable-region-focusable"];
export const COLOURS = { runOnly: OF_COLOURS };
export const PLACES = { runOnly: OF_PLACES };
export const NAMES = { runOnly: RULES, rules: Object.fromEntries([...OF_COLOURS, ...OF_PLACES].map((rule) => [rule, { enabled: false }])) };

/** Nothing that axe finds may be wrong with the page as it stands, or by some of its rules. */
export async function checkAccess(page, stage, within = undefined, rules = EVERYTHING) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE); // once a page: it is half a megabyte to read
  const { violations } = await page.evaluate(
    ([rules, root]) => window.axe.run(root ?? document, { ...rules, resultTypes: ["violations"] }), [rules, within]);
  const told = violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.slice(0, 5).map((node) => `    ${node.html.slice(0, 300)}\n    ${node.failureSummary.replaceAll("\n", " ")}`).join("\n")}`);
  hold(told.length === 0, `axe, ${stage}:\n${told.join("\n")}`);
  hold(page.faults.length === 0, `the page reported faults, ${stage}:\n${page.faults.join("\n")}`);
}

/** Look at a part of the page: Chat, Requests or Under way. */
export async function look(page, view) {
  await page.getByRole("navigation", { name: "What to look at" }).getByRole("button", { name: view }).click();
}

/** Become somebody by their name. */
export async function become(page, name) {
  const person = page.locator(".person", { has: page.locator(".name", { hasText: new RegExp(`^${name.replace(/[()]/g, "\\$&")}$`) }) });
  const group = page.locator("#everyone details", { has: person });
  if (await page.locator("#chat").isHidden()) await look(page, "Chat");
  const toggle = page.locator("#people-toggle");
  if (await toggle.isVisible()) await toggle.click();
  if (await group.evaluate((details) => !details.open)) await group.locator("summary").click();
  await person.click();
  await page.locator("#chat-title", { hasText: `Chat as ${name}` }).waitFor({ state: "attached" });
}

/** The newest card of the chat that has this word, as the page's host holds it: `{ message, card }`; of somebody else's chat by their name; or the first. */
export async function newest(page, word = "", name = "", first = false) {
  return page.evaluate(async ([wanted, name, first]) => {
    const { people } = name ? await (await fetch("/local/state")).json() : { people: [] };
    const key = people.find((one) => one.name === name)?.key ?? document.querySelector(".person[aria-current]").dataset.key;
    const { messages } = await (await fetch(`/local/people/${key}/chat`)).json();
    const message = (first ? messages : messages.toReversed()).find((one) => one.cards.length && JSON.stringify(one.cards).includes(wanted));
    return { message: message?.id, card: message?.cards[0] };
  }, [word, name, first]);
}

/** Every part of a card with this property, in the order of reading. */
export function parts(card, wanted) {
  const found = [];
  const look = (part) => {
    if (Array.isArray(part)) return part.forEach(look);
    if (!part || typeof part !== "object") return;
    if (wanted(part)) found.push(part);
    for (const key of ["body", "items", "columns", "actions", "rows", "cells", "card"]) look(part[key]);
  };
  look(card);
  return found;
}

export const inputs = (card) => parts(card, (part) => String(part.type).startsWith("Input."));
export const verbs = (card) => parts(card, (part) => part.type === "Action.Execute").map((part) => part.verb);

/** The newest message whose card has this word, on the page. */
export const bubble = (page, word = "") => page.locator(".message", { has: page.locator(".card", { hasText: word }) }).last();

/** Fill in the inputs of the newest card that has this word by their labels, as a person finds them. Returns the ids that were filled in. */
export async function fill(page, card, answers, word = "") {
  const filled = [];
  for (const input of inputs(card)) {
    const wanted = answers[input.id];
    if (wanted === undefined) continue;
    filled.push(input.id);
    if (input.type === "Input.ChoiceSet" && input.style === "expanded") {
      const group = bubble(page, word).getByRole(input.isMultiSelect ? "group" : "radiogroup", { name: input.label });
      for (const value of [wanted].flat()) {
        const choice = input.choices.find((one) => one.value === value);
        hold(choice, `${input.id} has no option ${value}`);
        await group.getByRole(input.isMultiSelect ? "checkbox" : "radio", { name: choice.title, exact: true }).check();
      }
    } else if (input.type === "Input.ChoiceSet") {
      await bubble(page, word).getByLabel(input.label).selectOption(wanted);
    } else {
      await bubble(page, word).getByLabel(input.label).fill(wanted);
    }
  }
  return filled;
}

/** Press Tab until what has the focus fits; every stop on the way must be seen. */
export async function tabTo(page, name, fits) {
  for (let stop = 0; stop < 150; stop++) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      return { text: (at.getAttribute("aria-label") || at.textContent || "").trim(), id: at.id, tag: at.tagName, type: at.getAttribute("type"),
        value: at.getAttribute("value"), marked, seen: box.width > 0 && box.height > 0 };
    });
    if (there.tag === "BODY") continue;
    hold(there.marked && there.seen, `the focus cannot be seen on ${there.tag} ${there.id} "${there.text.slice(0, 60)}"`);
    if (fits(there)) return there;
  }
  throw new Error(`Tab never came to ${name}`);
}

/** What a button is called: of many with the same words each has its longer name. */
const called = ({ title, tooltip }) => (tooltip?.startsWith(title) ? tooltip : title);

/** Open the three dots behind which a button with these words stands. */
export async function openMenu(item, title) {
  for (const dots of await item.getByRole("button", { name: "More options" }).all()) {
    await dots.click();
    if (await item.getByRole("menuitem", { name: title, exact: true }).isVisible()) return;
    await dots.page().keyboard.press("Escape");
  }
  throw new Error(`behind no three dots stands ${title}`);
}

/** Press the first button with this verb on the newest card that has this word; wait until another card stands in its place. */
export async function press(page, verb, word = "") {
  const { message, card } = await newest(page, word);
  const all = parts(card, (part) => part.type === "Action.Execute" && part.verb === verb);
  const button = all.find((part) => part.data?.reference === word) ?? all[0]; // a card of several requests has it for each
  hold(button, `the card has no button for ${verb}, only ${verbs(card).join(", ")}`);
  const item = page.locator(`.message[data-id="${message}"]`);
  const before = Number(await item.getAttribute("data-drawn"));
  if (button.mode === "secondary") {
    await openMenu(item, button.title);
    await item.getByRole("menuitem", { name: button.title, exact: true }).click();
  } else {
    await item.getByRole("button", { name: called(button), exact: true }).first().click();
  }
  await page.waitForFunction(([id, drawn]) => Number(document.querySelector(`.message[data-id="${id}"]`).dataset.drawn) > drawn,
    [message, before]);
  return newest(page, word);
}

/** The words of a card, all of them in one line. */
export const words = (card) =>
  parts({ body: [card] }, () => true).flatMap((part) => [part.text, ...(part.inlines ?? []).map((run) => run.text ?? run)]).filter(Boolean).join(" ");

/** Save a picture of the page where pictures are wanted. */
export async function picture(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
}

/** Save the chat alone, as staff have it in Teams, in the size of the store listing; the page is as it was afterwards. */
export async function listing(page, name, of) {
  if (!process.env.PICTURES) return;
  const [width, height] = (process.env.LISTING ?? "").split("x").map(Number);
  const before = { size: page.viewportSize(), view: await page.locator(".rail [aria-current]").getAttribute("data-view"), top: await page.locator("#scroller").evaluate((at) => at.scrollTop) };
  const chat = page.locator("#chat");
  await page.locator('.rail [data-view="chat"]').click();
  const now = await chat.boundingBox();
  await page.setViewportSize({ width: before.size.width + width - now.width, height: before.size.height + height - now.height });
  await bubble(page, of).evaluate((card) => { document.getElementById("scroller").scrollTop += card.getBoundingClientRect().top - document.getElementById("scroller").getBoundingClientRect().top - 40; });
  const clip = await chat.boundingBox();
  hold(clip.width === width && clip.height === height, `the chat is ${clip.width} by ${clip.height}, and a picture of the listing ${width} by ${height}`);
  await page.screenshot({ path: `${process.env.PICTURES}/listing/${name}.png`, clip });
  await page.locator(`.rail [data-view="${before.view}"]`).click();
  await page.setViewportSize(before.size);
  await page.locator("#scroller").evaluate((at, top) => { at.scrollTop = top; }, before.top);
}
