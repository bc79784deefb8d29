import { createVoices } from '../sandbox/sound/voices.js';
import { createEchoGate } from '../src/media/echo-gate.js';
import { createEchoLine, judgeEcho, judgeSpeech, playToGate, type Interruption } from './echo-lines.js';
import { readLineVoices, speakLineVoices } from './echo-voices.js';

/** Lines of each kind: `node dist/bench/echo-gate.js [lines]`. Seeds are 1 to that number. */
const lines = Number(process.argv[2] ?? 500);

const synthetic = createVoices();
const voices = await speakLineVoices(synthetic);
await synthetic.close();
const recordings = await readLineVoices();
if (recordings.length === 0) console.log('Real voices are skipped: there is no folder of recordings.');
voices.push(...recordings);
console.log(`${lines} lines of each kind, seeds 1 to ${lines}, ${voices.length} voices`);

benchEcho();
benchSpeech('talks over a later rendition', 'later', true);
benchSpeech('talks over the first rendition', 'first', true);
benchSpeech('the same without echo, a later one', 'later', false);
benchCost();

function benchEcho() {
  const outcomes = seeds().map((seed) => {
    const line = createEchoLine(seed, voices, { interruption: 'none' });
    return { seed, ...judgeEcho(line, playToGate(line)) };
  });
  const shares = outcomes.map(({ leakedShare }) => leakedShare);
  const leaks = outcomes.map(({ longestLeakMs }) => longestLeakMs);
  console.log(
    `echo only: leaked energy mean ${percent(shares.reduce((sum, share) => sum + share, 0) / lines)},`,
    `p95 ${percent(quantile(shares, 0.95))}, most ${percent(quantile(shares, 1))};`,
    `longest leak p95 ${quantile(leaks, 0.95)} ms, most ${quantile(leaks, 1)} ms;`,
    `lines over 120 ms: ${seedsOf(outcomes.filter(({ longestLeakMs }) => longestLeakMs > 120))},`,
    `over 200 ms: ${seedsOf(outcomes.filter(({ longestLeakMs }) => longestLeakMs > 200))}`,
  );
}

function benchSpeech(name: string, interruption: Interruption, hasEcho: boolean) {
  const outcomes = seeds().map((seed) => {
    const line = createEchoLine(seed, voices, { interruption, hasEcho });
    return { seed, ...judgeSpeech(line, playToGate(line)) };
  });
  const times = outcomes.map(({ breakThroughMs }) => breakThroughMs);
  const late = outcomes.filter(({ breakThroughMs }) => breakThroughMs > 200);
  const thin = outcomes.filter(({ passedShare }) => passedShare < 0.95);
  console.log(
    `${name}: through p50 ${quantile(times, 0.5)}, p95 ${quantile(times, 0.95)}, p98 ${quantile(times, 0.98)} ms;`,
    `within 100 ms ${percent(times.filter((time) => time <= 100).length / lines)},`,
    `within 200 ms ${percent(1 - late.length / lines)}; then voiced frames passed`,
    `${percent(outcomes.reduce((sum, { passedShare }) => sum + passedShare, 0) / lines)};`,
    `late: ${seedsOf(late)}; under 95 % passed: ${seedsOf(thin)}`,
  );
}

function benchCost() {
  const line = createEchoLine(1, voices, { interruption: 'none' });
  playToGate(line);
  const gate = createEchoGate();
  const frames = 50_000;
  const start = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    const at = (frame % 300) * 160;
    gate.played(line.incoming.subarray(at, at + 160), frame * 20 + 60);
    gate.pass(line.incoming.subarray(at, at + 160), frame * 20);
  }
  console.log(
    `cost: ${(((performance.now() - start) * 1000) / frames).toFixed(1)} us for a frame played and a frame judged`,
  );
}

function seeds(): number[] {
  return Array.from({ length: lines }, (_, index) => index + 1);
}

function seedsOf(outcomes: readonly { readonly seed: number }[]): string {
  return `${outcomes.length} [${outcomes.map(({ seed }) => seed).join(' ')}]`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
