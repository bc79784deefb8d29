/**
 * A program of an Apertium pipeline that "translates" by wrapping each text: `fake-apertium.mjs <mood> <name> -z`.
 * It notes its process id. Moods: `wraps`; `mute` never answers; `mortal` ends in the middle of a text with "morre" in
 * it; `forgetful` answers without the number; `endless` never comes to the end of an answer; `confused` answers twice.
 */
import { appendFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const [mood, name, ...options] = process.argv.slice(2);
// Without it a program would hold its output back until its input ends.
if (!options.includes('-z')) process.exit(2);
appendFileSync(process.env.NOTES, `${process.pid}\n`);

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (data) => {
  input += data;
  const texts = input.split('\0');
  input = texts.pop();
  for (const text of texts) answer(text);
});

function answer(text) {
  if (mood === 'mute') return;
  if (mood === 'mortal' && text.includes('morre')) process.exit(1);
  if (mood === 'endless') {
    setInterval(() => process.stdout.write('la '.repeat(10_000)), 1);
    return;
  }
  const wrapped = text.replace(/^(.*)(\[\d+\])$/s, `${name}($1)$2`);
  const answered = mood === 'forgetful' ? 'outra cousa' : wrapped;
  process.stdout.write(`${answered}\0`.repeat(mood === 'confused' ? 2 : 1));
}
