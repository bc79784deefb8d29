import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AnnouncementName } from './announcements.js';
import { packageRoot, recordingsFolder } from './package-root.js';
import { parseScenario, ScenarioError } from './scenario-file.js';
import type { FaultKind, Segment, Vendor } from './script.js';
import type { LineQuality } from './telephone/microphone.js';

export type Party = 'client' | 'agent';

/** A person of the scenario and their telephone. */
export interface ScenarioParty {
  /** BCP-47. */
  readonly language: string;
  /** Variant of the synthetic voice. */
  readonly voice: string;
  readonly quality: LineQuality;
}

/** What one of the agents' telephones does when it rings, and after how many ms. */
export interface Phone {
  readonly reaction: 'answers' | 'busy' | 'noAnswer';
  readonly afterMs: number;
}

/** What a line waits for. */
export type Cue =
  /** Both parties are connected. */
  | { readonly type: 'start' }
  /** The other line was said to its end, or heard to its end by the one it was for. */
  | { readonly type: 'spoken' | 'heard'; readonly line: string }
  /** The other line begins: in its speaker's mouth, or its rendition in the ear of the one it is for. */
  | { readonly type: 'during' | 'over'; readonly line: string }
  /** The speaker of the line has heard an announcement of the interpreter's. */
  | { readonly type: 'announced'; readonly announcement: AnnouncementName };

/**
 * What becomes of a line: heard whole by the other side; begun and cut off by a barge-in; or lost, because a fault
 * was played on it.
 */
export type Outcome = 'heard' | 'cut' | 'lost';

export interface ScenarioLine {
  readonly id: string;
  readonly party: Party;
  readonly segments: readonly Segment[];
  /** A recording to play, relative to the folder of recordings; undefined: the party's synthetic voice. */
  readonly recording: string | undefined;
  readonly cue: Cue;
  /** From the cue to the first word. */
  readonly delayMs: number;
  readonly outcome: Outcome;
  /** Longest turn latency. */
  readonly withinMs: number;
  readonly isMisheard?: boolean;
  readonly isMistranslated?: boolean;
}

export interface ScenarioFault {
  readonly vendor: Vendor;
  readonly kind: FaultKind;
  /** The line that it is played on. */
  readonly line: string;
  readonly times: number;
}

/** A telephone conversation, what the lines and vendors do to it, and what must be heard by whom. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly client: ScenarioParty & { readonly number: string };
  readonly agent: ScenarioParty;
  /** The agents' telephones, in the order in which they are rung; the last one stands for all that follow. */
  readonly phones: readonly Phone[];
  /** Settings of the service that differ from the sandbox's own. */
  readonly settings: Readonly<Record<string, string>>;
  /** The parties hear each other's own voices. */
  readonly isBypassed: boolean;
  /** They hear them too, beside the renditions. */
  readonly isOriginalHeard: boolean;
  readonly lines: readonly ScenarioLine[];
  readonly faults: readonly ScenarioFault[];
  /** Announcements that must be heard. */
  readonly announcements: readonly { readonly to: Party; readonly announcement: AnnouncementName }[];
  readonly ends: { readonly by: Party | 'service'; readonly delayMs: number };
}

const folder = new URL('sandbox/scenarios/', packageRoot);

/** Names of all scenarios, in alphabetical order. */
export async function listScenarios(): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => file.slice(0, -'.yaml'.length)).sort();
}

/**
 * Reads one of the sandbox's scenarios.
 *
 * @throws ScenarioError if there is none of this name, or its file is not right: with the file and the place.
 */
export async function loadScenario(name: string): Promise<Scenario> {
  const names = await listScenarios();
  if (!names.includes(name))
    throw new ScenarioError(`There is no scenario "${name}", but ${names.join(', ')}.`);
  const path = new URL(`${name}.yaml`, folder);
  return parseScenario(await readFile(path, 'utf8'), { name, path: fileURLToPath(path) });
}

/** The recordings that a scenario needs and that are not on this machine. */
export function missingRecordings(scenario: Scenario): readonly string[] {
  return scenario.lines.flatMap(({ recording }) =>
    recording === undefined || existsSync(new URL(recording, recordingsFolder)) ? [] : [recording],
  );
}
