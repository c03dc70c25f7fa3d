// Nobody there: two minutes before the session ends the page asks, and what was typed is kept first. The server ends it in any case.
// A form that keeps no draft is sent when the session ends, marked: the server does nothing with it, ends the session and gives it back after
// the next sign-in. Of several tabs the first one's is kept.
const dialog = document.getElementById("idle");
const WARNING = 120000; // ms before the end
const PING = 120000; // ms between two signs of life of somebody who types, scrolls or clicks without asking the server anything

if (dialog) {
  const most = dialog.dataset.seconds * 1000;
  const tabs = new BroadcastChannel("session");
  let last = Date.now();
  let isAsked = false;
  let isOver = false;
  let typed = null; // the form in which somebody wrote last, if it keeps no draft

  const alive = () => {
    last = Date.now();
    isAsked = false;
    if (dialog.open) dialog.close();
  };
  const stay = async () => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: dialog.dataset.token });
    const answer = await fetch(dialog.dataset.stay, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      alive();
      tabs.postMessage("alive");
    } else if (answer) location.reload();
  };
  const over = async () => {
    isOver = true;
    if (typed?.isConnected) {
      typed.append(Object.assign(document.createElement("input"), { type: "hidden", name: "session_is_over", value: "1" }));
      HTMLFormElement.prototype.submit.call(typed);
      return;
    }
    const body = new URLSearchParams({ csrfmiddlewaretoken: dialog.dataset.token, session_is_over: "1" });
    await fetch(dialog.dataset.stay, { method: "POST", body, redirect: "manual" }).catch(() => null);
    location.reload(); // to the sign-in page, and from there back here
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    typed = form?.getAttribute("method") === "post" && !form.dataset.autosave ? form : typed;
  });
  document.addEventListener("submit", (event) => { if (event.target === typed) typed = null; }, true);
  tabs.onmessage = alive;
  tabs.postMessage("alive"); // this page was just asked for
  document.body.addEventListener("htmx:afterRequest", alive);
  for (const sign of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(sign, () => { if (!dialog.open && Date.now() - last > PING) stay(); }, { passive: true });
  }
  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", stay); // the Escape key is a sign of life too

  setInterval(() => {
    const gone = Date.now() - last;
    if (isOver) return;
    if (gone >= most) over();
    else if (gone >= most - WARNING && !isAsked) {
      isAsked = true;
      document.dispatchEvent(new Event("idle:warning"));
      dialog.showModal();
    }
  }, 1000);
}
