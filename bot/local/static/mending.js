// @ts-check
/** Mends what the card renderer leaves unsaid to a screen reader, or says in the wrong place. */

let drawnCards = 0;

/**
 * Mend a drawn card, now and whenever the renderer changes it.
 * @param {HTMLElement} card
 */
export function mend(card) {
  // The message around the card has its name and takes the focus; a stop at the card itself would say the same again.
  card.tabIndex = -1;
  mendNames(card, `card-${++drawnCards}-`);
  mendStates(card);
  const changes = ["aria-expanded", "aria-label", "aria-labelledby", "class", "style"];
  new MutationObserver(() => mendStates(card)).observe(card, { subtree: true, attributeFilter: changes });
}

/**
 * A button of which many have the same words is called by its longer name, as Teams does with a tooltip; one with a menu says so.
 * @param {HTMLElement} card
 */
function mendActions(card) {
  for (const button of card.querySelectorAll("button.ac-pushButton")) {
    const name = button.getAttribute("aria-label") ?? "";
    const longer = button.getAttribute("title") ?? "";
    if (name && longer.startsWith(name)) put(button, "aria-label", longer);
    if (button.hasAttribute("aria-expanded") && !button.hasAttribute("aria-controls")) put(button, "aria-haspopup", "menu");
  }
}

/** @param {HTMLElement} card */
function mendStates(card) {
  mendActions(card); // the renderer names every button anew when a part is folded out
  mendFolding(card);
  mendChoices(card);
  mendFaults(card);
}

/**
 * Two cards of one chat may have parts of the same name: on a page an id is given once, and round buttons of one name are one choice.
 * @param {HTMLElement} card
 * @param {string} prefix
 */
function mendNames(card, prefix) {
  const renamed = new Map();
  for (const part of card.querySelectorAll("[id]")) {
    if (part.id.startsWith("__ac")) continue;
    renamed.set(part.id, prefix + part.id);
    part.id = prefix + part.id;
  }
  for (const attribute of ["for", "aria-controls", "aria-labelledby", "aria-describedby"]) {
    for (const part of card.querySelectorAll(`[${attribute}]`)) {
      put(part, attribute, names(part, attribute).map((name) => renamed.get(name) ?? name).join(" "));
    }
  }
  for (const input of card.querySelectorAll("input[type=radio]")) put(input, "name", prefix + input.getAttribute("name"));
}

/**
 * Whether something is folded out is told by the button that does it. (The renderer says it of the part itself.)
 * @param {HTMLElement} card
 */
function mendFolding(card) {
  for (const part of card.querySelectorAll("[aria-expanded]:not(button, input, [role=button], [role=combobox])")) {
    part.removeAttribute("aria-expanded");
  }
  for (const button of card.querySelectorAll("[aria-controls]")) {
    const parts = names(button, "aria-controls").map((name) => card.querySelector(`[id="${CSS.escape(name)}"]`));
    put(button, "aria-expanded", String(parts.some((part) => part instanceof HTMLElement && part.style.display !== "none")));
  }
}

/**
 * Choices are a group with the question as its name. (The renderer says the question with the first choice only.)
 * @param {HTMLElement} card
 */
function mendChoices(card) {
  for (const group of card.querySelectorAll(".ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect")) {
    const inputs = [...group.querySelectorAll("input")];
    if (!inputs.length) continue;
    for (const input of inputs) {
      const all = names(input, "aria-labelledby");
      if (all.length > 1) {
        put(group, "aria-labelledby", all.slice(0, -1).join(" "));
        put(input, "aria-labelledby", all[all.length - 1]);
      }
      input.removeAttribute("aria-label");
      if (input.type === "radio" && input.hasAttribute("aria-required")) {
        input.removeAttribute("aria-required");
        put(group, "aria-required", "true");
      }
    }
    put(group, "role", inputs[0].type === "radio" ? "radiogroup" : "group");
  }
}

/**
 * What was not filled in well is marked for ears as it is for eyes.
 * @param {HTMLElement} card
 */
function mendFaults(card) {
  for (const input of card.querySelectorAll("input.ac-input, textarea.ac-input, select.ac-input, [role=radiogroup]")) {
    if (input.classList.contains("ac-input-validation-failed")) put(input, "aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/**
 * Set an attribute only where that changes something, so that mending does not call for mending.
 * @param {Element} part
 * @param {string} attribute
 * @param {string} value
 */
function put(part, attribute, value) {
  if (part.getAttribute(attribute) !== value) part.setAttribute(attribute, value);
}

/**
 * The names that an attribute lists.
 * @param {Element} part
 * @param {string} attribute
 */
const names = (part, attribute) => (part.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean);
