// @ts-check
/** The colours: those that the machine asks for, until somebody chooses others. */

import { setTheme } from "./chat.js";
import { the } from "./dom.js";

/** Use the colours of last time, and those that are chosen. */
export function prepareTheme() {
  const choice = the("theme");
  const system = matchMedia("(prefers-contrast: more)").matches ? "contrast" : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const use = () => {
    document.documentElement.dataset.theme = choice.value;
    setTheme(choice.value);
  };
  choice.value = localStorage.getItem("theme") ?? system;
  choice.addEventListener("change", () => { localStorage.setItem("theme", choice.value); use(); });
  use();
}
