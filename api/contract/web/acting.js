// Who acts on a page that needs to know: asked once a tab, sent with every request (see wire.js).

import { account, proven, roles as proved } from "./session.js";

const KEY = "umbral.acting";

/** What the header Umbral-Actor says; null while nobody has said who they are, and where that needs proof. */
export function actingHeader() {
  if (proven) return null;
  return sessionStorage.getItem(KEY);
}

/** Whether the one who acts has one of these roles. */
export function actsAs(...roles) {
  if (proven) return roles.some((role) => proved.includes(role));
  const own = actingHeader()?.split("roles=")[1]?.split(",") ?? [];
  return roles.some((role) => own.includes(role));
}

export function actingName() {
  if (proven) return account;
  return actingHeader()?.split(";")[0] ?? null;
}

export function actAs(name, ...roles) {
  if (proven) return;
  sessionStorage.setItem(KEY, `${name}; roles=${roles.join(",")}`);
}

export function actNoMore() {
  sessionStorage.removeItem(KEY);
}

/** Show `form` until somebody with one of its roles acts, then call `begin`. The form has a field `officer` and
 * the roles in `data-role`; of several, its field `role` says which. An element with `data-acting` shows who it
 * is, one with `data-leave` ends it. */
export function whoActs(form, begin) {
  const roles = form.dataset.role.split(" ");
  const enter = () => {
    form.hidden = true;
    for (const shown of document.querySelectorAll("[data-acting]")) shown.textContent = actingName();
    begin();
  };
  if (proven) {
    if (actsAs(...roles)) enter();
    else form.hidden = false; // says which role is lacking
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    actAs(form.elements.officer.value.trim(), form.elements.role?.value ?? roles[0]);
    enter();
  });
  for (const leave of document.querySelectorAll("[data-leave]")) {
    leave.addEventListener("click", () => {
      actNoMore();
      location.reload();
    });
  }
  if (actsAs(...roles)) enter();
  else {
    form.hidden = false;
    form.elements.officer.focus();
  }
}
