// Under which key a write goes: the same one while the same is said again because no answer came.

/** of(said): the key of what is said; answered(): what is said next is something new. */
export function keys() {
  let last = { said: null, key: null };
  return {
    of(...said) {
      const all = JSON.stringify(said);
      if (last.said !== all) last = { said: all, key: crypto.randomUUID() };
      return last.key;
    },
    answered() {
      last = { said: null, key: null };
    },
  };
}
