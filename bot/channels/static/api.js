// Talking to the service. A Failure says what to tell the person and whether sending again can help.
const TIMEOUT = 45000;
const OFFLINE = 'Chưa gửi được vì không nối được tới máy chủ.';

export class Failure extends Error {
  constructor(sentence, again) {
    super(sentence);
    this.again = again;
  }
}

async function ask(address, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const response = await fetch(address, { ...options, signal: stop.signal, cache: 'no-store' });
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    const again = response.status >= 500 || response.status === 429;
    throw new Failure(body.error || 'Chưa gửi được vì máy chủ chưa nhận được tin.', again);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(OFFLINE, true);
  } finally {
    clearTimeout(timer);
  }
}

function withFiles(session, message) {
  const form = new FormData();
  if (session) form.append('session', session);
  form.append('id', message.id);
  if (message.text) form.append('text', message.text);
  for (const file of message.files) form.append('files', file, file.name);
  return ask('/api/chat/files', { method: 'POST', body: form });
}

export function send(session, message) {
  if (message.files && message.files.length) return withFiles(session, message);
  const body = { id: message.id };
  if (session) body.session = session;
  if (message.text) body.text = message.text;
  if (message.action) body.action = message.action;
  return ask('/api/chat', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export async function history(session) {
  return (await ask(`/api/chat/history?session=${encodeURIComponent(session)}`)).messages;
}
