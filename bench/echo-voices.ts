import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
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
      samples: await voices.speak(request),
    })),
  );
}

/** Recordings of real people; none where their folder is missing. */
export async function readLineVoices(): Promise<LineVoice[]> {
  if (!existsSync(recordingsFolder)) return [];
  const found: LineVoice[] = [];
  for (const language of ['de', 'en', 'es', 'fr', 'it', 'pt']) {
    const folder = new URL(`${language}/`, recordingsFolder);
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort()) {
      const samples = trimmed(await readWav(new URL(file, folder).pathname));
      found.push({ name: `${language}/${file}`, samples });
    }
  }
  return found;
}
