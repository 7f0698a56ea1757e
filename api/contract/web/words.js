// The page's texts, handed over by the server in the document itself, in the reader's language.

const texts = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang;

/** The text at a dotted key, its {placeholders} filled; numbers are written as the language does. */
export function word(key, parameters = {}) {
  const template = texts[key];
  if (template === undefined) throw new Error(`no words for ${key}`);
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = parameters[name] ?? "?";
    return typeof value === "number" ? number(value) : value;
  });
}

/** The same, or null where there are no words for the key: of codes that a site's policy makes up. */
export function known(key, parameters = {}) {
  return key in texts ? word(key, parameters) : null;
}

/** 12345.5 as the service writes it in this language, too: 12,345.5 or 12.345,5. */
export function number(value, options = { maximumFractionDigits: 2 }) {
  const marks = { group: texts["number.thousands"], decimal: texts["number.decimal"], minusSign: "−" };
  const parts = new Intl.NumberFormat("en", options).formatToParts(value);
  return parts.map(({ type, value: part }) => marks[type] ?? part).join("");
}

/** A log10 likelihood ratio as a count of times, never more exact than two digits. */
export function times(llr) {
  return number(10 ** llr, { maximumSignificantDigits: 2 });
}

export function instant(iso) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}

export function hour(iso) {
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date(iso));
}
