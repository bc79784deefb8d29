import { fileURLToPath } from 'node:url';
import { recordingsFolder } from './package-root.js';
import type { Party, Scenario, ScenarioLine } from './scenario.js';
import type { ScriptLine } from './script.js';
import { toClip, trimmed } from './sound/clip.js';
import type { Voices } from './sound/voices.js';
import { readWav } from './sound/wav.js';

/** The id under which the stand-ins know a scenario's line: lines of several scenarios live side by side. */
export function scriptLineId(scenario: string, line: string): string {
  return `${scenario}/${line}`;
}

export function otherParty(party: Party): Party {
  return party === 'client' ? 'agent' : 'client';
}

/** Gives the scenario's lines their sound: recordings, or the parties' synthetic voices. */
export async function scriptLinesOf(scenario: Scenario, voices: Voices): Promise<readonly ScriptLine[]> {
  return Promise.all(scenario.lines.map((line) => scriptLineOf(scenario, line, voices)));
}

async function scriptLineOf(scenario: Scenario, line: ScenarioLine, voices: Voices): Promise<ScriptLine> {
  const { language, voice } = scenario[line.party];
  const id = scriptLineId(scenario.name, line.id);
  const text = line.segments.map((segment) => segment.text).join(' ');
  const samples =
    line.recording === undefined
      ? await voices.speak({ text, language, voice })
      : trimmed(await readWav(fileURLToPath(new URL(line.recording, recordingsFolder))));
  return {
    id,
    party: line.party,
    language,
    targetLanguage: scenario[otherParty(line.party)].language,
    segments: line.segments,
    ...(line.isMisheard === true && { isMisheard: true }),
    ...(line.isMistranslated === true && { isMistranslated: true }),
    clip: toClip({ id, language, text, samples }),
  };
}
