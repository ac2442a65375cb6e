// @ts-check
/**
 * Every card that the conversation can make, drawn as the page draws it: at phone and desktop width, in each theme, with
 * everything folded out. Nothing may be cut off, unknown to the parser, or wrong for axe. CARDS names a file of `[name, card]`.
 * Cards that look the same are drawn once; in the dark and the high-contrast theme one of each build.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { checkAccess, hold, open, start } from "./chromium.mjs";

const STATIC = new URL("../../bot/local/static/", import.meta.url).pathname;
const RENDERER = new URL(import.meta.resolve("adaptivecards")).pathname.replace(/lib\/[^/]*$/, "dist/adaptivecards.min.js");
const KINDS = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const SHEET = `<!doctype html><html lang="en-GB" data-ready="true"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Every card</title><link rel="icon" href="/local/door.svg"><link rel="stylesheet" href="/local/page.css"><link rel="stylesheet" href="/local/chat.css">
<link rel="stylesheet" href="/local/card.css"><script src="/local/adaptivecards.js"></script><main><h1>Every card</h1><div id="sheet"></div></main></html>`;
const AT_ONCE = 24;
const WIDTHS = { phone: 288, desktop: 520 };

/**
 * How people's own settings draw a card: a wide font, WCAG's text spacing (1.4.12), both, and letters at 200 % (1.4.4). The
 * first is the page's own, the only one for axe and in colours; the others are drawn light and at a phone's width.
 */
const WIDE = "font-family: 'DejaVu Sans' !important;";
const SPACED = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;";
const everywhere = (rule) => `#sheet .card, #sheet .card * { ${rule} }`;
const READINGS = { own: "", wide: everywhere(WIDE), spaced: everywhere(SPACED), "wide and spaced": everywhere(WIDE + SPACED), large: "" };

/** All cards, or those of one theme and width (`cards.mjs dark phone`), to look closer at one kind of fault. */
const [onlyTheme, onlyWidth] = process.argv.slice(2);

/** @type {[string, any][]} */
const cards = JSON.parse(readFileSync(String(process.env.CARDS), "utf8"));

/** Keep the first of those cards that are alike by what `keep` leaves of them. */
function distinct(all, keep) {
  const seen = new Map(all.map((one) => [JSON.stringify(keep(one[1])), one]).reverse());
  return [...seen.values()].reverse();
}

/** A card without what nobody sees: what its buttons carry. */
const seen = (part) =>
  Array.isArray(part) ? part.map(seen) : part && typeof part === "object"
    ? Object.fromEntries(Object.entries(part).filter(([key]) => key !== "data").map(([key, value]) => [key, seen(value)])) : part;

/** Of what a card is built: kinds, styles and colours, each run of the same once. Cards that are built alike have the same colours. */
const LOOKS = ["type", "style", "items", "body", "columns", "actions", "inlines", "isSubtle", "color", "weight", "size", "separator", "isMultiSelect"];
const built = (part) =>
  Array.isArray(part) ? part.map(built).filter((one, at, all) => JSON.stringify(one) !== JSON.stringify(all[at - 1])) : part && typeof part === "object"
    ? Object.fromEntries(Object.entries(part).filter(([key]) => LOOKS.includes(key)).map(([key, value]) => [key, built(value)])) : part;

const drawn = { light: distinct(cards, seen) };
drawn.dark = drawn.contrast = distinct(cards, built);

const server = createServer((request, response) => {
  const name = String(request.url).replace("/local/", "");
  if (request.url === "/") return response.setHeader("Content-Type", "text/html").end(SHEET);
  response.setHeader("Content-Type", KINDS[extname(name)] ?? "text/plain");
  response.end(readFileSync(name === "adaptivecards.js" ? RENDERER : join(STATIC, name)));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));

/** Runs in the page: draw the cards one after another, fold everything out, and tell what is wrong. */
async function draw([batch, theme, width, reading, css]) {
  const { card } = await import("/local/card.js");
  const { hostConfig } = await import("/local/teams-look.js");
  const { AdaptiveCards } = /** @type {any} */ (window);
  document.documentElement.dataset.theme = theme;
  const sheet = /** @type {HTMLElement} */ (document.getElementById("sheet"));
  sheet.replaceChildren();
  sheet.style.cssText = `columns:${width}px; column-gap:16px; padding:8px`;
  const faults = [];
  let look = document.getElementById("look");
  if (!look) document.head.append((look = Object.assign(document.createElement("style"), { id: "look" })));
  look.textContent = css;
  for (const [name, content] of batch) {
    const context = new AdaptiveCards.SerializationContext();
    const parsed = new AdaptiveCards.AdaptiveCard();
    parsed.hostConfig = new AdaptiveCards.HostConfig(hostConfig(theme));
    parsed.parse(content, context);
    for (let at = 0; at < context.eventCount; at++) faults.push(`${name}: parser: ${context.getEventAt(at).message}`);
    for (const event of parsed.validateProperties().validationEvents) faults.push(`${name}: validation: ${event.message}`);
    const title = document.createElement("h2");
    title.textContent = name;
    const bubble = document.createElement("div");
    bubble.className = "bubble with-card";
    bubble.style.cssText = `width:${width}px`;
    const around = document.createElement("div");
    around.className = "card";
    around.append(card(content, theme, () => {}));
    bubble.append(around);
    const section = document.createElement("section");
    section.style.cssText = "break-inside:avoid; margin-bottom:16px";
    section.append(title, bubble);
    sheet.append(section);
    for (const button of around.querySelectorAll("[aria-controls]")) /** @type {HTMLElement} */ (button).click();
    if (reading === "large") {
      const sizes = [...around.querySelectorAll("*")].map((part) => [part, getComputedStyle(part).fontSize, getComputedStyle(part).lineHeight]);
      for (const [part, size, height] of sizes) {
        part.style.setProperty("font-size", `${2 * parseFloat(size)}px`, "important");
        if (height !== "normal") part.style.setProperty("line-height", `${2 * parseFloat(height)}px`, "important");
      }
    }
    const edge = around.getBoundingClientRect().right + 1;
    for (const part of around.querySelectorAll("*")) {
      const style = getComputedStyle(part);
      const cut = part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1 && style.display !== "inline" && !part.matches("input, textarea") && part.textContent.trim() !== "";
      if (cut || (part.getBoundingClientRect().right > edge && style.display !== "none")) {
        faults.push(`${name}: cut off at ${width}, ${reading}: ${part.outerHTML.slice(0, 900)}`);
        break;
      }
    }
  }
  return faults;
}

const browser = await start();
const faults = [];
try {
  const page = await open(browser, `http://127.0.0.1:${server.address().port}/`, { width: 1680, height: 1000 });
  for (const theme of ["light", "dark", "contrast"].filter((one) => !onlyTheme || one === onlyTheme)) {
    for (const [name, width] of Object.entries(WIDTHS).filter(([one]) => !onlyWidth || one === onlyWidth)) {
      for (let at = 0; at < drawn[theme].length; at += AT_ONCE) {
        const batch = drawn[theme].slice(at, at + AT_ONCE);
        faults.push(...(await page.evaluate(draw, [batch, theme, width, "own", ""])));
        await checkAccess(page, `${theme}, ${name}, cards from ${batch[0][0]}`, "#sheet").catch((fault) => faults.push(fault.message));
        if (process.env.PICTURES) {
          const path = `${process.env.PICTURES}/${theme}-${name}-${String(at / AT_ONCE + 1).padStart(2, "0")}.jpeg`;
          await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 60 });
        }
      }
    }
  }
  for (const [reading, css] of Object.entries(READINGS).filter(([one]) => one !== "own" && !onlyTheme)) {
    for (let at = 0; at < drawn.light.length; at += AT_ONCE) {
      const batch = drawn.light.slice(at, at + AT_ONCE);
      faults.push(...(await page.evaluate(draw, [batch, "light", WIDTHS.phone, reading, css])));
    }
  }
} finally {
  await browser.close();
  server.close();
}
hold(faults.length === 0, `${faults.length} faults\n${[...new Set(faults)].join("\n")}`);
console.log(`${cards.length} cards, none with a fault`);
