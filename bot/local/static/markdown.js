// @ts-check
/**
 * The little markdown that Teams takes: bold, italic, links, bullets, numbers and, between lines of ```, text as it is.
 * The result is HTML made of our own tags only: what was typed is escaped before anything is put around it.
 */

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * One line: bold, italic and links. A backslash before a sign takes its meaning away.
 * @param {string} line
 */
function inline(line) {
  /** @type {string[]} */
  const kept = [];
  const keep = (/** @type {string} */ html) => `\u0000${kept.push(html) - 1}\u0000`;
  let text = line.replaceAll("\u0000", "").replace(/\\([\\`*_{}[\]()#+\-.!<>|~&])/g, (_, sign) => keep(escaped(sign)));
  text = text.replace(/\[([^\]]+)\]\((https?:\/\/[^\s)]+|mailto:[^\s)]+)\)/g, (_, label, address) =>
    keep(`<a href="${escaped(address)}" target="_blank" rel="noopener noreferrer">${escaped(label)}</a>`));
  text = escaped(text)
    .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[^\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?!\w)/g, "$1<em>$2</em>")
    .replace(/(^|[^\w_])_(?=\S)([^_]+?)(?<=\S)_(?!\w)/g, "$1<em>$2</em>");
  const open = (/** @type {string} */ html) => html.replace(/\u0000(\d+)\u0000/g, (_, index) => kept[Number(index)]);
  // Twice, because a link's label may hold signs that were kept before it.
  return open(open(text));
}

/**
 * A text as safe HTML: paragraphs, bullets, numbers and text as it is.
 * @param {string} text
 */
export function html(text) {
  /** @type {string[]} */
  const out = [];
  /** @type {{tag: string, items: string[], start: number} | null} */
  let list = null;
  /** @type {string[]} */
  let lines = [];
  const endLines = () => { if (lines.length) out.push(`<p>${lines.join("<br>")}</p>`); lines = []; };
  const endList = () => {
    if (list) {
      const start = list.tag === "ol" && list.start !== 1 ? ` start="${list.start}"` : "";
      out.push(`<${list.tag}${start}>${list.items.map((item) => `<li>${item}</li>`).join("")}</${list.tag}>`);
    }
    list = null;
  };
  /** @type {string[] | null} */
  let asItIs = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (/^\s*```/.test(line)) {
      endList();
      endLines();
      if (asItIs) out.push(`<pre>${asItIs.map(escaped).join("\n")}</pre>`);
      asItIs = asItIs ? null : [];
      continue;
    }
    if (asItIs) {
      asItIs.push(line);
      continue;
    }
    const bullet = /^\s*[-*]\s+(.*)$/.exec(line);
    const number = /^\s*(\d{1,3})\.\s+(.*)$/.exec(line);
    if (bullet || number) {
      endLines();
      const tag = bullet ? "ul" : "ol";
      if (list && list.tag !== tag) endList();
      list ??= { tag, items: [], start: number ? Number(number[1]) : 1 };
      list.items.push(inline(bullet ? bullet[1] : /** @type {any} */ (number)[2]));
    } else {
      endList();
      if (line.trim()) lines.push(inline(line));
      else endLines();
    }
  }
  endList();
  endLines();
  if (asItIs) out.push(`<pre>${asItIs.map(escaped).join("\n")}</pre>`);
  return out.join("");
}
