// "Exit this page": the page goes blank at once, its place in the history is taken, the session ends. Shift three times does the same.
const LIMIT = 5000; // ms between the first and the third press
const link = document.querySelector("[data-exit] a");
let presses = [];

function leave() {
  document.body.classList.add("leaving");
  document.title = "";
  const signOut = document.querySelector("[data-sign-out]");
  if (signOut) {
    fetch(signOut.action, { method: "POST", body: new FormData(signOut), keepalive: true, redirect: "manual" }).catch(() => {});
  }
  location.replace(link.href);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses, Date.now()].filter((at) => Date.now() - at < LIMIT);
    if (presses.length === 3) leave();
  });
}
