// Who acts on a page that needs to know: asked once a tab, sent with every request (see wire.js).

const KEY = "umbral.acting";

/** What the header Umbral-Actor says; null while nobody has said who they are. */
export function actingHeader() {
  return sessionStorage.getItem(KEY);
}

/** Whether the one who acts has one of these roles. */
export function actsAs(...roles) {
  const own = actingHeader()?.split("roles=")[1]?.split(",") ?? [];
  return roles.some((role) => own.includes(role));
}

export function actingName() {
  return actingHeader()?.split(";")[0] ?? null;
}

export function actAs(name, ...roles) {
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
