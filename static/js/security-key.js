// A security key, or the fingerprint or face of this device: the browser asks for it, and the form carries what it answered.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function make(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) } };
  const made = await navigator.credentials.create({ publicKey: { ...publicKey, excludeCredentials: known(options.excludeCredentials) } });
  const { clientDataJSON, attestationObject } = made.response;
  return { made, response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) } };
}

async function use(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const made = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
  const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) };
  return { made, response: { ...response, userHandle: userHandle ? text(userHandle) : null } };
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-security-key]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const wrong = form.querySelector("[data-key-wrong]");
  wrong.hidden = true;
  try {
    const options = JSON.parse(form.dataset.keyOptions).publicKey;
    const { made, response } = await (button.dataset.securityKey === "make" ? make : use)(options);
    const answer = { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() };
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch {
    wrong.hidden = false;
    wrong.focus();
  }
});

// Without keys in this browser, or without JavaScript, the page says what else can be done.
for (const place of document.querySelectorAll("[data-needs-key]")) place.hidden = !window.PublicKeyCredential;
