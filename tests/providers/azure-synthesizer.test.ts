import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createAzureSynthesizer } from '../../src/providers/azure/azure-synthesizer.js';
import { azureVoices } from '../../src/providers/azure/azure-voices.js';
import { toSsml } from '../../src/providers/azure/ssml.js';
import { languageTags } from '../../src/languages.js';
import {
  drop,
  refuse,
  stall,
  startFakeHttpVendor,
  type FakeHttpVendor,
  type FakeVendorAnswer,
} from '../support/vendor-http.js';
import { collect } from '../support/vendor-outcome.js';
import { describeSynthesizer, speech, synthesis } from './synthesizer-contract.js';

const say =
  (audio: Uint8Array, contentType = 'audio/basic'): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(audio);
  };

/** The refusals say nothing in their bodies, or something that is not meant for programs. */
const moods = {
  willing: say(speech),
  unauthorized: refuse(401),
  exhausted: refuse(402),
  overloaded: refuse(429),
  unavailable: refuse(502, 'could not say: Buenos días.'),
  stalling: stall,
  hesitant: ((response) => {
    response.writeHead(200, { 'content-type': 'audio/basic' });
    response.write(speech.subarray(0, 400));
  }) satisfies FakeVendorAnswer,
  dropping: drop,
  babbling: say(Buffer.from('<html>audio follows</html>'), 'text/html'),
  silent: say(Buffer.alloc(0)),
  'wrapping its audio in a file': say(Buffer.concat([Buffer.from('RIFF0000WAVE'), speech])),
};

describeSynthesizer('Azure', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    synthesizer: createAzureSynthesizer({ apiKey: 'key', region: 'westeurope', baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'tlh',
  };
});

describe('Azure, on the wire', () => {
  let vendor: FakeHttpVendor;
  const spoken = async (request: Parameters<typeof synthesis>[0]) => {
    vendor = await startFakeHttpVendor(say(speech));
    const { baseUrl } = vendor;
    const voices = { 'es-CO': { female: 'es-CO-SalomeNeural' } };
    const synthesizer = createAzureSynthesizer({ apiKey: 'key', region: 'westeurope', baseUrl, voices });
    await collect(synthesizer.synthesize(synthesis(request)));
    return vendor.requests[0];
  };
  const bodyOf = (locale: string, voice: string, said: string) =>
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${locale}">` +
    `<voice name="${voice}">${said}</voice></speak>`;
  afterEach(() => vendor.close());

  it('Scenario: a clause is spoken in Galician, in the telephone format', async () => {
    const request = await spoken({ language: 'gl', text: 'Bos días.' });
    expect({ method: request?.method, url: request?.url, headers: request?.headers }).toMatchObject({
      method: 'POST',
      url: '/cognitiveservices/v1',
      headers: {
        'ocp-apim-subscription-key': 'key',
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'raw-8khz-8bit-mono-mulaw',
        'user-agent': 'dragoman',
      },
    });
    expect(request?.body).toBe(bodyOf('gl-ES', 'gl-ES-SabelaNeural', 'Bos días.'));
  });

  it.each([
    ['es', 1.25, 'es-ES', 'es-ES-ElviraNeural', '<prosody rate="+25%">Sí.</prosody>'],
    ['es', 0.9, 'es-ES', 'es-ES-ElviraNeural', '<prosody rate="-10%">Sí.</prosody>'],
    ['es', 5, 'es-ES', 'es-ES-ElviraNeural', '<prosody rate="+100%">Sí.</prosody>'],
    ['es-CO', 1, 'es-CO', 'es-CO-SalomeNeural', 'Sí.'],
    ['es-CL', 1, 'es-ES', 'es-ES-ElviraNeural', 'Sí.'],
    ['pt-BR', 1, 'pt-BR', 'pt-BR-FranciscaNeural', 'Sí.'],
  ])('Scenario: %s at %f times the normal rate', async (language, speed, locale, voice, said) => {
    expect((await spoken({ language, speed, text: 'Sí.' }))?.body).toBe(bodyOf(locale, voice, said));
  });

  it('Scenario: a text that looks like markup is said as it is', async () => {
    const text = `</voice><voice name='x'>5 < 7 & "so on"\u0000\ud800`;
    const said = '&lt;/voice&gt;&lt;voice name=&apos;x&apos;&gt;5 &lt; 7 &amp; &quot;so on&quot;  ';
    expect((await spoken({ text }))?.body).toBe(bodyOf('es-ES', 'es-ES-ElviraNeural', said));
  });
});

describe('Azure’s data', () => {
  it('there is a voice for each language, and each is named after a locale of its language', () => {
    expect(languageTags.filter((tag) => !(tag in azureVoices))).toEqual([]);
    const foreign = Object.entries(azureVoices).filter(
      ([tag, { female = '', male = '' }]) => ![female, male].every((voice) => voice.startsWith(`${tag}-`)),
    );
    expect(foreign).toEqual([]);
  });

  it('no text adds an element to the document', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ssml = toSsml({ text, voice: 'es-ES-ElviraNeural', speed: 1.1 });
        expect(ssml.match(/<[^>]*>/g)).toHaveLength(6);
        // Control characters but for three, surrogates without a partner, and two that are no characters.
        expect(ssml).not.toMatch(/(?![\t\n\r\u007f-\u009f])\p{Cc}|\p{Cs}|[\ufffe\uffff]/u);
      }),
    );
  });
});
