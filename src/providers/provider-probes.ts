import { mulawSilence, sampleRateHz } from '../media/mulaw.js';
import type { Recognizer } from './recognizer.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

/** Enough for any vendor to make a turn of. */
const silence = new Uint8Array(sampleRateHz / 2).fill(mulawSilence);

/** Opens a stream, lets it hear some silence, and closes it in an orderly way. */
export async function probeRecognizer(recognizer: Recognizer, signal: AbortSignal): Promise<void> {
  const { languages, detects } = recognizer.capabilities;
  const [language = 'multi'] = languages;
  const stream = recognizer.open({
    language: detects.size > 0 ? 'multi' : language,
    hints: [],
    keyterms: [],
    signal,
  });
  stream.write(silence);
  stream.end();
  for await (const _ of stream) continue;
}

/** Has a number translated. */
export async function probeTranslator(translator: Translator, signal: AbortSignal): Promise<void> {
  const pair = [...translator.capabilities.targets].find(([, targets]) => targets.size > 0);
  if (pair === undefined) return;
  const [sourceLanguage, [targetLanguage = sourceLanguage]] = pair;
  const request = { text: '1, 2.', sourceLanguage, targetLanguage, context: [], signal };
  for await (const _ of translator.translate(request)) continue;
}

/** Has a number spoken; its first sound will do. */
export async function probeSynthesizer(synthesizer: Synthesizer, signal: AbortSignal): Promise<void> {
  const [language = ''] = synthesizer.capabilities.languages;
  for await (const _ of synthesizer.synthesize({ text: '1, 2.', language, speed: 1, signal })) return;
}
