/**
 * Stands in for espeak-ng: `fake-espeak.mjs <mood> -v es ... --stdin --stdout`. It notes its parameters and the text.
 * Moods: `speaks` 0.1 s of a tone; `hesitant` half of it and no more; `mute` nothing, and does not end; `silent` ends
 * at once; `failing` ends with an error after half; `babbling` writes something else than sound.
 */
import { Buffer } from 'node:buffer';
import { appendFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setInterval } from 'node:timers';

const [mood, ...parameters] = process.argv.slice(2);
const said = await text(process.stdin);
appendFileSync(process.env.NOTES, `${JSON.stringify({ pid: process.pid, parameters, said })}\n`);

const header = Buffer.alloc(44);
header.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
header.writeUInt32LE(0x7ffff024, 4);
header.writeUInt32LE(16, 16);
header.writeUInt16LE(1, 20);
header.writeUInt16LE(1, 22);
header.writeUInt32LE(22_050, 24);
header.writeUInt32LE(44_100, 28);
header.writeUInt16LE(2, 32);
header.writeUInt16LE(16, 34);
header.write('data', 36, 'latin1');
header.writeUInt32LE(0x7ffff000, 40);
const tone = Int16Array.from({ length: 2205 }, (_, index) => 8000 * Math.sin(index / 8));
const wav = Buffer.concat([header, Buffer.from(tone.buffer)]);
const half = wav.subarray(0, 2200);
const stay = () => setInterval(() => undefined, 1000);

if (mood === 'speaks') process.stdout.write(wav);
if (mood === 'hesitant') process.stdout.write(half, stay);
if (mood === 'mute') stay();
if (mood === 'failing') process.stdout.write(half, () => process.exit(3));
if (mood === 'babbling') process.stdout.write('<html>no sound in here, and none to come</html>');
