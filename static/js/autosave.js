// Drafts: what is typed into a form of a case is kept on the server, 20 s after the first change and when one leaves a field or the page.
const AFTER = 20000; // ms
const LEAST = 10000; // ms between two requests of one form
const forms = new Map();

function say(form, text) {
  const place = form.querySelector("[data-draft-state]");
  if (place) place.textContent = text || "";
}

async function keep(form) {
  const it = forms.get(form);
  if (!it || !it.changed || it.isSent) return;
  const wait = it.at + LEAST - Date.now();
  if (wait > 0) {
    clearTimeout(it.timer);
    it.timer = setTimeout(keep, wait, form);
    return;
  }
  clearTimeout(it.timer);
  it.timer = 0;
  it.changed = false;
  it.at = Date.now();
  it.abort = new AbortController();
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
  data.delete("submission_key");
  data.set("path", new URL(form.action || location.href, location.href).pathname);
  const place = form.querySelector("[data-draft-state]");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", headers: { "X-Draft": "1", ...(it.isBackground ? { "X-Background": "1" } : {}) }, body: new URLSearchParams(data), redirect: "manual", signal: it.abort.signal });
    if (answer.ok || answer.status === 422) say(form, (await answer.json()).message);
    else say(form, answer.type === "opaqueredirect" ? place?.dataset.signedOut : place?.dataset.notKept);
    if (!answer.ok && answer.status !== 422) it.changed = true;
  } catch {
    if (it.isSent) return;
    it.changed = true;
    say(form, place?.dataset.notKept);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  if (!forms.has(form)) forms.set(form, { at: 0, timer: 0, changed: false, isSent: false });
  const it = forms.get(form);
  it.changed = true;
  it.isBackground = false;
  it.timer ||= setTimeout(keep, AFTER, form);
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (form) keep(form);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") forms.forEach((_, form) => keep(form));
});

// Before the session ends for want of anybody there: keep what was typed, without keeping the session alive.
document.addEventListener("idle:warning", () => forms.forEach((it, form) => { it.isBackground = true; it.at = 0; keep(form); }));

// What is saved needs no draft: whatever is under way is called back.
document.addEventListener("submit", (event) => {
  const it = forms.get(event.target);
  if (!it) return;
  it.isSent = true;
  clearTimeout(it.timer);
  it.abort?.abort();
}, true);
