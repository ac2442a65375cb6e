// @ts-check
/** How Teams draws cards, as settings of the Adaptive Cards renderer, for each of its three themes. */

/**
 * A colour of text in one theme: on the card and, for what matters less, a quieter one that still has enough contrast.
 * @param {string} strong
 * @param {string} [quiet]
 */
const ink = (strong, quiet = strong) => ({
  default: strong,
  subtle: quiet,
  highlightColors: { default: "#00000022", subtle: "#00000011" },
});

/** @typedef {{text: string, quiet: string, accent: string, good: string, warning: string, attention: string, card: string, emphasis: string, goodBack: string, warningBack: string, attentionBack: string, accentBack: string, line: string}} Palette */

/** @type {Record<string, Palette>} */
const PALETTES = {
  light: {
    text: "#242424", quiet: "#545454", accent: "#444791", good: "#0e6027", warning: "#835b00", attention: "#a4262c",
    card: "#ffffff", emphasis: "#f3f3f3", goodBack: "#e9f5e9", warningBack: "#fdf6e3", attentionBack: "#fdeeef",
    accentBack: "#ebebf7", line: "#c7c7c7",
  },
  dark: {
    text: "#ffffff", quiet: "#d1d1d1", accent: "#b8bbf2", good: "#92d492", warning: "#ffd36b", attention: "#ffa3a3",
    card: "#292929", emphasis: "#3a3a3a", goodBack: "#173a1d", warningBack: "#463300", attentionBack: "#4b1d20",
    accentBack: "#33345c", line: "#6b6b6b",
  },
  contrast: {
    text: "#ffffff", quiet: "#ffffff", accent: "#ffff01", good: "#3ff23f", warning: "#ffff01", attention: "#ffb3b3",
    card: "#000000", emphasis: "#000000", goodBack: "#000000", warningBack: "#000000", attentionBack: "#000000",
    accentBack: "#000000", line: "#ffffff",
  },
};

/**
 * @param {Palette} p
 * @param {string} background
 */
const style = (p, background) => ({
  backgroundColor: background,
  borderColor: p.line,
  foregroundColors: {
    default: ink(p.text, p.quiet),
    dark: ink(p.text, p.quiet),
    light: ink(p.text, p.quiet),
    accent: ink(p.accent),
    good: ink(p.good),
    warning: ink(p.warning),
    attention: ink(p.attention),
  },
});

/**
 * The renderer's settings for a theme.
 * @param {string} theme `light`, `dark` or `contrast`
 */
export function hostConfig(theme) {
  const p = PALETTES[theme] ?? PALETTES.light;
  const font = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 22 };
  const weight = { lighter: 400, default: 400, bolder: 600 };
  return {
    hostCapabilities: { capabilities: null },
    supportsInteractivity: true,
    choiceSetInputValueSeparator: ",",
    fontFamily: "'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
    spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 28, padding: 16 },
    separator: { lineThickness: 1, lineColor: p.line },
    fontTypes: {
      default: { fontFamily: "'Segoe UI', 'Helvetica Neue', Arial, sans-serif", fontSizes: font, fontWeights: weight },
      monospace: { fontFamily: "Consolas, 'DejaVu Sans Mono', monospace", fontSizes: font, fontWeights: weight },
    },
    imageSizes: { small: 32, medium: 52, large: 100 },
    containerStyles: {
      default: style(p, p.card),
      emphasis: style(p, p.emphasis),
      good: style(p, p.goodBack),
      warning: style(p, p.warningBack),
      attention: style(p, p.attentionBack),
      accent: style(p, p.accentBack),
    },
    inputs: {
      label: {
        inputSpacing: "small",
        requiredInputs: { weight: "bolder", color: "default", isSubtle: false, size: "default", suffix: "\u00a0*", suffixColor: "attention" },
        optionalInputs: { weight: "bolder", color: "default", isSubtle: false, size: "default" },
      },
      errorMessage: { weight: "bolder", color: "attention", size: "default", spacing: "small" },
    },
    actions: {
      maxActions: 6,
      spacing: "medium",
      buttonSpacing: 0, // a gap of the row instead (card.css): at the start of a second row a spacer would indent it
      showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
      actionsOrientation: "horizontal",
      actionAlignment: "left",
    },
    adaptiveCard: { allowCustomStyle: false },
    textBlock: { headingLevel: 3 },
    factSet: {
      title: { color: "default", size: "default", isSubtle: false, weight: "bolder", wrap: true, maxWidth: 160 },
      value: { color: "default", size: "default", isSubtle: false, weight: "default", wrap: true },
      spacing: 12,
    },
    table: { cellSpacing: 8 },
  };
}
