// What arrives later: server-sent events, opened again for ever, from the last message seen.
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;

let source = null;
let timer = 0;
let pause = FIRST_PAUSE;

export function close() {
  clearTimeout(timer);
  if (source) source.close();
  source = null;
}

// `lastSeen()` gives the id to go on from; `onReply` gets each reply; `onState` whether the line is up.
export function open(session, lastSeen, onReply, onState) {
  if (source || !session) return;
  const mine = new EventSource(`/api/chat/events?session=${encodeURIComponent(session)}&after=${lastSeen()}`);
  source = mine;
  mine.onopen = () => {
    pause = FIRST_PAUSE;
    onState(true);
  };
  mine.onmessage = (event) => onReply(JSON.parse(event.data));
  mine.onerror = () => {
    if (source !== mine) return;
    onState(false);
    // While it is CONNECTING the browser tries again by itself, with Last-Event-ID.
    if (mine.readyState !== EventSource.CLOSED) return;
    close();
    timer = setTimeout(() => open(session, lastSeen, onReply, onState), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
}
