'use strict';
// What the real server does with parse_mode HTML (td, MessageEntity.cpp, parse_html): the allowed tags,
// properly closed and nested; only four named entities. Everything else is a 400 and nothing is sent.

const TAGS = new Set([
  'b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'a', 'code', 'pre', 'blockquote',
  'tg-spoiler', 'tg-emoji', 'tg-time', 'span',
]);
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TAG = /^<(\/?)([a-zA-Z0-9-]*)((?:\s+[a-zA-Z0-9-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[a-zA-Z0-9.-]+))?)*)\s*>/;

class HtmlError extends Error {}

function decode(text) {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));?/g, (all, hex, number, name) => {
    if (name) return NAMED[name] || all;
    const code = parseInt(hex || number, hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function closeTag(stack, name, at) {
  const open = stack.pop();
  if (!open) throw new HtmlError(`Unexpected end tag at byte offset ${at}`);
  if (name && name !== open) {
    throw new HtmlError(`Unmatched end tag at byte offset ${at}, expected "</${open}>", found "</${name}>"`);
  }
}

function openTag(stack, name, attributes, at) {
  const spoiler = name !== 'span' || /class\s*=\s*["']?tg-spoiler/.test(attributes);
  if (!TAGS.has(name)) throw new HtmlError(`Unsupported start tag "${name}" at byte offset ${at}`);
  if (!spoiler) throw new HtmlError(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
  if (name === 'blockquote' && stack.includes('blockquote')) {
    throw new HtmlError(`Blockquotes can't be nested at byte offset ${at}`);
  }
  stack.push(name);
}

// The visible text; throws HtmlError with the server's words.
function visible(markup) {
  const stack = [];
  let text = '';
  let rest = markup;
  while (rest) {
    const start = rest.indexOf('<');
    if (start < 0) {
      text += rest;
      break;
    }
    text += rest.slice(0, start);
    rest = rest.slice(start);
    const at = Buffer.byteLength(markup) - Buffer.byteLength(rest);
    const found = TAG.exec(rest);
    if (!found) throw new HtmlError(`Unsupported start tag "${rest.slice(1, 10)}" at byte offset ${at}`);
    const name = found[2].toLowerCase();
    if (found[1]) closeTag(stack, name, at);
    else openTag(stack, name, found[3], at);
    rest = rest.slice(found[0].length);
  }
  if (stack.length) throw new HtmlError(`Can't find end tag corresponding to start tag "${stack.pop()}"`);
  return decode(text);
}

module.exports = { visible, HtmlError };
