import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { recordingsFolder } from '../sandbox/package-root.js';
import { trimmed } from '../sandbox/sound/clip.js';
import type { Voices } from '../sandbox/sound/voices.js';
import { readWav } from '../sandbox/sound/wav.js';
import type { LineVoice } from './echo-lines.js';

const texts = [
  {
    language: 'en',
    text: 'Good morning, I would like to ask about the invoice that you sent me last week, because the amount is not right.',
  },
  {
    language: 'es',
    text: 'Buenos días, su cita es el martes a las diez y media; por favor, traiga su documento de identidad.',
  },
  { language: 'es', text: 'Espere un momento, por favor.' },
  { language: 'de', text: 'Moment, das stimmt nicht.' },
] as const;

/** Synthetic voices for the lines: a woman and a man. */
export async function speakLineVoices(voices: Voices): Promise<LineVoice[]> {
  const requests = texts.flatMap((text) => ['f2', 'm3'].map((voice) => ({ ...text, voice })));
  return Promise.all(
    requests.map(async (request, index) => ({
      name: `espeak ${request.language} ${request.voice} ${index}`,
      text: request.text,
      language: request.language,
      samples: await voices.speak(request),
    })),
  );
}

/** Recordings of real people; none where their folder is missing. */
export async function readLineVoices(recordings: URL = recordingsFolder): Promise<LineVoice[]> {
  if (!existsSync(recordings)) return [];
  const transcripts = await readTranscripts(new URL('MANIFEST.tsv', recordings));
  const found: LineVoice[] = [];
  for (const language of ['de', 'en', 'es', 'fr', 'it', 'pt']) {
    const folder = new URL(`${language}/`, recordings);
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort()) {
      const name = `${language}/${file}`;
      const samples = trimmed(await readWav(fileURLToPath(new URL(file, folder))));
      found.push({ name, text: transcripts.get(name) ?? '', language, samples });
    }
  }
  return found;
}

/** What is said in each recording, by its path: columns of the folder's own table. */
async function readTranscripts(manifest: URL): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(manifest)) return new Map();
  const rows = (await readFile(manifest, 'utf8')).split('\n').map((row) => row.split('\t'));
  return new Map(
    rows.flatMap(([path, , , transcript = '']) => (path === undefined ? [] : [[path, transcript]])),
  );
}
