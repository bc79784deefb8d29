import type { Line } from '../../src/media/leg-events.js';

/** A line that writes down what it is told, in a word each: `160`, `mark 1`, `clear`, `close`. */
export function fakeLine() {
  const said: string[] = [];
  const line: Line = {
    sendMedia: (mulaw) => said.push(String(mulaw.length)),
    sendMark: (name) => said.push(`mark ${name}`),
    clear: () => said.push('clear'),
    close: () => said.push('close'),
  };
  return { line, take: () => said.splice(0) };
}
