// A document that an officer held against a face, over the markup of parts/document.html.

const $ = (id) => document.getElementById(id);

/** As a gate is sent it; null where none was named. */
export function documentChecked() {
  const named = $("document-named").value.trim();
  return named ? { document: named, genuine: $("document-genuine").checked, agrees: $("document-agrees").checked } : null;
}
