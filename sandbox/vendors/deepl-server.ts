import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  answerJson,
  breakOff,
  startHttpVendor,
  untilClosed,
  waitUntil,
  type VendorRequest,
} from './http-vendor.js';
import { createDeeplGlossaries } from './deepl-glossaries.js';
import { playFault } from './faults.js';
import { translateFromScript, type Remembered } from './translation-memory.js';
import type { VendorOptions, VendorServer } from './vendor-server.js';

/** Codes that are the same for a source and a target, in lower case as all that follow; the API takes either case. */
const plainCodes = ['ar', 'ca', 'de', 'es', 'eu', 'fr', 'gl', 'it', 'nl', 'ro'];
const sourceCodes = [...plainCodes, 'en', 'pt'];
const targetCodes = [...plainCodes, 'en-gb', 'en-us', 'pt-br', 'pt-pt'];
const formalTargets = ['de', 'es', 'fr', 'it', 'nl', 'pt-br', 'pt-pt'];

const codeOf = (codes: readonly string[], name: string) =>
  z
    .string({ error: `Parameter '${name}' not specified.` })
    .refine((code) => codes.includes(code.toLowerCase()), { error: `Value for '${name}' not supported.` });

const translationSchema = z
  .object({
    text: z.array(z.string(), { error: "Parameter 'text' not specified." }).min(1).max(50),
    source_lang: codeOf(sourceCodes, 'source_lang').optional(),
    target_lang: codeOf(targetCodes, 'target_lang'),
    context: z.string().default(''),
    formality: z.enum(['default', 'more', 'less', 'prefer_more', 'prefer_less']).default('default'),
    model_type: z.enum(['quality_optimized', 'prefer_quality_optimized', 'latency_optimized']).optional(),
    glossary_id: z.string().optional(),
    show_billed_characters: z.union([z.literal(true), z.literal('1')]).optional(),
  })
  .refine(
    ({ formality, target_lang }) =>
      (formality !== 'more' && formality !== 'less') || formalTargets.includes(target_lang.toLowerCase()),
    { error: "'formality' is not supported for given 'target_lang'." },
  );

type Translation = z.infer<typeof translationSchema>;

export interface DeeplOptions extends VendorOptions {
  /** Is told each translation of a line, with its BCP-47 tag, when it is asked for: before it is answered. */
  readonly onTranslation?: (translation: string, language: string) => void;
}

/**
 * Stand-in of DeepL's text API (`POST /v2/translate`, form or JSON): it knows the translations of the scenarios' lines
 * and of every part of them, and puts anything else in brackets, with the terms of the glossary that the request names.
 * Glossaries (`/v3/glossaries`) can be made, listed and deleted.
 */
export function startDeeplServer(options: DeeplOptions): Promise<VendorServer> {
  const glossaries = createDeeplGlossaries();
  return startHttpVendor(async (request, response) => {
    if (request.headers.authorization !== `DeepL-Auth-Key ${options.apiKey}`) {
      answerJson(response, 403, { message: 'Forbidden' });
    } else if (request.url.pathname.startsWith('/v3/glossaries')) {
      glossaries.serve(request, response);
    } else if (request.url.pathname !== '/v2/translate') {
      answerJson(response, 404, { message: 'Not found' });
    } else if (request.method !== 'POST') {
      answerJson(response, 405, { message: 'Method not allowed' });
    } else {
      const { data, error } = translationSchema.safeParse(parametersOf(request));
      if (error !== undefined) {
        answerJson(response, 400, { message: `Bad request. Reason: ${error.issues[0]?.message ?? ''}` });
        return;
      }
      const { glossary_id: id, source_lang: source = '', target_lang: target } = data;
      const apply = id === undefined ? (text: string) => text : glossaries.find(id, source, target);
      if (apply === undefined) answerJson(response, 404, { message: 'Glossary not found' });
      else await translate(options, request, data, apply, response);
    }
  });
}

/** The parameters, of which `text` may come several times; undefined where the body cannot be read. */
function parametersOf({ headers, body }: VendorRequest): unknown {
  if (headers['content-type']?.startsWith('application/json') !== true) {
    const form = new URLSearchParams(body);
    return { ...Object.fromEntries(form), ...(form.has('text') && { text: form.getAll('text') }) };
  }
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A translation as it is answered: a line's digits may be made wrong. */
function inTheEnd({ translation, line }: Remembered): Remembered {
  const wrong = translation.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
  return { translation: line?.isMistranslated === true ? wrong : translation, line };
}

async function translate(
  options: DeeplOptions,
  { at, signal }: VendorRequest,
  parameters: Translation,
  withTerms: (text: string) => string,
  response: ServerResponse,
): Promise<void> {
  const { observe, lines, delays } = options;
  const { source_lang: source, target_lang: target, context } = parameters;
  const texts = parameters.text.map((text) => {
    const { translation, line } = inTheEnd(translateFromScript(lines, { text, source, target, context }));
    return {
      request: randomUUID(),
      text,
      line,
      translation: line === undefined ? withTerms(translation) : translation,
    };
  });
  for (const { request, text, line } of texts) {
    const language = source ?? line?.language ?? '';
    observe({ at, type: 'translation.requested', request, text, source: language, target });
  }
  for (const { translation, line } of texts) {
    if (line !== undefined) options.onTranslation?.(translation, line.targetLanguage);
  }
  const fault = playFault(options, 'deepl', ({ id }) => texts.some(({ line }) => line?.id === id));
  if (fault === 'refuse') {
    answerJson(response, 503, { message: 'Resource currently unavailable' });
    return;
  }
  if (fault === 'rateLimit') {
    answerJson(response, 429, { message: 'Too many requests' });
    return;
  }
  if (fault === 'stall') {
    await untilClosed(signal);
    return;
  }
  await waitUntil(at + delays.translationMs, signal);
  const body = Buffer.from(
    JSON.stringify({
      translations: texts.map(({ text, translation, line }) => ({
        detected_source_language: (source ?? line?.language ?? 'en').toUpperCase(),
        text: translation,
        ...(parameters.show_billed_characters !== undefined && { billed_characters: text.length }),
        ...(parameters.model_type !== undefined && {
          model_type_used: parameters.model_type.replace('prefer_', ''),
        }),
      })),
    }),
  );
  response.setHeader('content-type', 'application/json');
  if (fault === 'drop') {
    breakOff(response, body);
    return;
  }
  if (fault === 'garbage') {
    response.end(body.subarray(0, Math.floor(body.length / 2)));
    return;
  }
  for (const { request, translation, line } of texts) {
    observe({
      at: performance.now(),
      type: 'translation.answered',
      request,
      translation,
      line: line?.id,
    });
  }
  response.end(body);
}
