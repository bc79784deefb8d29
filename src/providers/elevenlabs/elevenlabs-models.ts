import type { VoiceGender } from '../../media/pitch.js';
import { voiceFor, type Voices } from '../voices.js';

/** "Sarah" and "George", of the voices that every account has. They speak every language. */
const defaultVoice = { female: 'EXAVITQu4vr4xnSDxMaL', male: 'JBFqnCBsd6RMkjVDRZzb' } as const;

/** Identifier of the voice for a BCP-47 tag. */
export function elevenlabsVoice(voices: Voices, language: string, gender: VoiceGender = 'female'): string {
  return voiceFor([voices, { '*': defaultVoice }], language, gender) ?? defaultVoice[gender];
}

/** The model with the shortest delay. */
export const flashModel = 'eleven_flash_v2_5';

/** What it speaks. A `language_code` that a model does not know is ignored, and never refused. */
export const flashLanguages: readonly string[] =
  'en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru hu no vi'.split(
    ' ',
  );

/** The bounds of `voice_settings.speed`: the API refuses what lies outside. */
export const speeds = [0.7, 1.2] as const;
