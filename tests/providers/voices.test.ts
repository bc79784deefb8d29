import { describe, expect, it } from 'vitest';
import { azureVoices } from '../../src/providers/azure/azure-voices.js';
import { createAzureSynthesizer } from '../../src/providers/azure/azure-synthesizer.js';
import { elevenlabsVoice } from '../../src/providers/elevenlabs/elevenlabs-models.js';
import { espeakVoices } from '../../src/providers/espeak/espeak-voices.js';
import { voiceFor } from '../../src/providers/voices.js';

const configured = { 'pt-BR': { male: 'bahia' }, pt: { female: 'lisboa' }, '*': { male: 'everyman' } };
const known = { es: { female: 'elvira', male: 'álvaro' }, pt: { female: 'raquel', male: 'duarte' } };

describe('The voice for a language', () => {
  it.each([
    ['pt-BR', 'male', 'bahia'],
    ['pt-BR', 'female', 'lisboa'],
    ['pt', 'female', 'lisboa'],
    ['pt', 'male', 'everyman'],
    ['es', 'male', 'everyman'],
    ['es-MX', 'female', 'elvira'],
    ['gl', 'male', 'everyman'],
    ['gl', 'female', 'everyman'],
  ] as const)('in %s, %s, is %s', (language, gender, voice) => {
    expect(voiceFor([configured, known], language, gender)).toBe(voice);
  });

  it('is none where no table has the language', () => {
    expect(voiceFor([known], 'gl', 'female')).toBeUndefined();
  });
});

describe('The vendors’ voices', () => {
  it('Azure has a woman and a man for each of its languages', () => {
    const alike = Object.entries(azureVoices).filter(([, { female, male }]) => female === male);
    expect(alike).toEqual([]);
  });

  it('espeak-ng makes women of its men', () => {
    expect(espeakVoices['gl']).toEqual({ female: 'pt+f2', male: 'pt' });
  });

  it('ElevenLabs’ speak every language', () => {
    const voices = (['female', 'male', undefined] as const).map((gender) =>
      elevenlabsVoice({}, 'gl', gender),
    );
    expect(voices).toEqual(['EXAVITQu4vr4xnSDxMaL', 'JBFqnCBsd6RMkjVDRZzb', 'EXAVITQu4vr4xnSDxMaL']);
  });

  it('a voice for any language does not make the provider speak any', () => {
    const voices = {
      '*': { female: 'en-US-AvaMultilingualNeural' },
      'es-CO': { male: 'es-CO-GonzaloNeural' },
    };
    const { languages } = createAzureSynthesizer({
      apiKey: 'key',
      region: 'westeurope',
      voices,
    }).capabilities;
    expect([languages.has('*'), languages.has('es-CO'), languages.has('gl')]).toEqual([false, true, true]);
  });
});
