import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { figuresOf, percentile } from '../../sandbox/figures.js';
import { reportPage } from '../../sandbox/report-page.js';
import { transcriptOf, writeReport } from '../../sandbox/report.js';
import type { Run } from '../../sandbox/run.js';
import { parseScenario } from '../../sandbox/scenario-file.js';
import type { ScriptLine } from '../../sandbox/script.js';
import type { LineRecording } from '../../sandbox/telephone/line.js';
import type { Verdict } from '../../sandbox/verdict.js';

const hostile = `<script>alert("1")</script> & 'more'`;

const scenario = parseScenario(
  `
title: ${JSON.stringify(hostile)}
client: { number: '+33142685300', language: fr, voice: f2 }
agent: { language: es, voice: m3 }
lines:
  - { id: c1, by: client, says: ${JSON.stringify(hostile)}, means: Hola }
  - { id: a1, by: agent, says: Adiós, means: Au revoir }
`,
  { name: 'test', path: 'test.yaml' },
);

function clipOf(id: string, text: string) {
  return { id, language: 'es', text, words: [], samples: new Int16Array(8000) };
}

const script: readonly ScriptLine[] = scenario.lines.map(({ id, party, segments }) => ({
  id: `test/${id}`,
  party,
  language: 'fr',
  targetLanguage: 'es',
  segments,
  clip: clipOf(`test/${id}`, segments.map(({ text }) => text).join(' ')),
}));

const recording: LineRecording = {
  heard: new Int16Array(250 * 160).fill(1000),
  spoken: new Int16Array(250 * 160),
  frameTimes: Array.from({ length: 250 }, (_, frame) => 500 + frame * 20),
  arrivalTimes: [],
};

const run: Run = {
  scenario,
  script,
  dialedAt: 500,
  recordings: { client: recording, agent: recording },
  spoken: new Map([['test/c1', { startSample: 8000, endSample: 16_000 }]]),
  clauses: [],
  sounds: [],
  violations: [],
  problems: [],
  serviceStandstills: 0,
  callView: { state: 'interpreting' },
};

const heard = {
  clip: clipOf('r1', hostile),
  startAt: 3500,
  pieces: [{ startAt: 3500, endAt: 4500 }],
  fidelity: { share: 1, skippedMs: 0, pausedMs: 0 },
  arrivedAt: 3490,
};
const trace = {
  line: 'test/c1',
  source: hostile,
  translation: hostile,
  recognizedAt: 2850,
  lastWordAt: 2500,
  translationRequestedAt: 2855,
  translationAnsweredAt: 3105,
  synthesisRequestedAt: 3110,
  synthesisStartedAt: 3400,
  synthesisEndedAt: 3450,
  clip: 'r1',
};

function verdictOf(): Verdict {
  const [c1, a1] = scenario.lines;
  if (c1 === undefined || a1 === undefined) throw new Error('The scenario has two lines.');
  return {
    isPassed: false,
    lines: [
      {
        line: c1,
        clauses: [{ heard, trace, overheadMs: 12 }],
        heardText: hostile,
        turnLatencyMs: 1000,
        problems: [],
      },
      { line: a1, clauses: [], heardText: '', turnLatencyMs: undefined, problems: ['was never said'] },
    ],
    bargeIns: [{ line: 'a1', over: 'c1', reactionMs: 250, problems: [] }],
    announcements: [
      {
        to: 'client',
        announcement: 'connecting',
        heard: { ...heard, startAt: 600, pieces: [{ startAt: 600, endAt: 1600 }] },
      },
    ],
    problems: ['the call did not end for both parties'],
  };
}

describe('the report', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dragoman-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is a folder of files, the sound of two telephones among them', async () => {
    await writeReport(folder, run, verdictOf());

    expect((await readdir(folder)).sort()).toEqual([
      'agent-heard.wav',
      'client-heard.wav',
      'report.html',
      'result.json',
      'transcript.txt',
    ]);
    expect((await readFile(join(folder, 'client-heard.wav'))).length).toBe(44 + 2 * recording.heard.length);
    expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toEqual({
      scenario: 'test',
      isPassed: false,
      problems: ['the call did not end for both parties', 'a1 was never said'],
      figures: { turnLatency: [1000], overhead: [12], bargeIn: [250] },
      call: { state: 'interpreting' },
    });
  });

  test('has no sound of an agent who never answered', async () => {
    await writeReport(folder, { ...run, recordings: { client: recording, agent: undefined } }, verdictOf());

    expect(await readdir(folder)).not.toContain('agent-heard.wav');
  });
});

describe('the transcript', () => {
  test('says who said what, what was heard of it, and what was wrong', () => {
    expect(transcriptOf(run, verdictOf())).toBe(`test: ${hostile}
FAILED
WRONG: the call did not end for both parties

   0.1  interpreter to client: ${hostile}
   1.0  client: ${hostile}
        agent heard: ${hostile}
        turn latency 1000 ms
  --.-  agent: Adiós
        client heard: (nothing)
        turn latency -
        WRONG: was never said
`);
  });
});

describe('the page', () => {
  const page = reportPage(run, verdictOf());

  test('needs nothing from anywhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|@import/);
    expect(page).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;more&#39;');
  });

  test('shows the four lanes, each with its stretch at its time', () => {
    const lanes = [...page.matchAll(/class="label"[^>]*>([^<]+)</g)].map(([, label]) => label);
    expect(lanes).toEqual(['client speaks', 'agent hears', 'agent speaks', 'client hears']);
    expect(
      [...page.matchAll(/<rect class="(speech|rendition|announcement)" x="([\d.]+)"/g)].map(([, kind, x]) => [
        kind,
        x,
      ]),
    ).toEqual([
      ['speech', '29.4'],
      ['rendition', '90.0'],
      ['announcement', '3.0'],
    ]);
  });

  test('shows a clause’s waterfall, stage by stage', () => {
    const bars = [...page.matchAll(/<i class="(\w+)" style="[^"]+" title="\w+: ([^"]+)"/g)].map(
      ([, stage, ms]) => [stage, ms],
    );
    expect(bars).toEqual([
      ['recognition', '350 ms'],
      ['service', '5 ms'],
      ['translation', '250 ms'],
      ['service', '5 ms'],
      ['synthesis', '290 ms'],
      ['service', '90 ms'],
      ['playing', '10 ms'],
    ]);
  });
});

describe('figures', () => {
  test('are those of the clauses, turns and interruptions that were heard', () => {
    expect(figuresOf([verdictOf()])).toEqual({ turnLatency: [1000], overhead: [12], bargeIn: [250] });
  });

  test('percentiles are nearest ranks', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.8, 0.81, 0.95, 1].map((share) => percentile(values, share))).toEqual([
      1, 3, 4, 5, 5, 5,
    ]);
    expect(percentile([], 0.5)).toBeUndefined();
  });
});
