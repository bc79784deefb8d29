import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { playFault } from './faults.js';
import { untilClosed, waitUntil, type VendorRequest } from './http-vendor.js';
import { refuseAsOpenai } from './openai-refusal.js';
import { translateFromScript } from './translation-memory.js';
import type { VendorOptions } from './vendor-server.js';

/** How long a word takes to be written, ms. */
const wordMs = 12;

const model = 'gpt-6-luna';

/** The messages that the translator sends: instructions, and a clause as JSON. */
const clauseSchema = z.object({
  from: z.string(),
  to: z.string(),
  before: z.array(z.string()),
  clause: z.string(),
});

const bodySchema = z.object({
  model: z.literal(model),
  stream: z.literal(true),
  reasoning_effort: z.enum(['none', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  messages: z.tuple([
    z.object({ role: z.enum(['system', 'developer']), content: z.string().min(1) }),
    z.object({
      role: z.literal('user'),
      content: z.string().transform((content) => clauseSchema.parse(JSON.parse(content))),
    }),
  ]),
});

export interface ChatOptions extends VendorOptions {
  /** Is told each translation of a line, with its BCP-47 tag, when it is asked for: before it is answered. */
  readonly onTranslation?: (translation: string, language: string) => void;
}

/** Translates what it knows from the scenarios' lines, and puts anything else in brackets; word by word. */
export function createChat(options: ChatOptions) {
  const { observe, lines, delays } = options;
  return async ({ body, at, signal }: VendorRequest, response: ServerResponse): Promise<void> => {
    const asked = readBody(body);
    if (asked === undefined) {
      refuseAsOpenai(response, 400, 'invalid_value', 'messages');
      return;
    }
    const { from: source, to: target, before, clause: text } = asked;
    const request = randomUUID();
    const context = before.join('\n');
    const { translation, line } = translateFromScript(lines, { text, source, target, context });
    observe({ at, type: 'translation.requested', request, text, source, target });
    if (line !== undefined) options.onTranslation?.(translation, line.targetLanguage);
    const fault = playFault(options, 'openai-chat', ({ id }) => id === line?.id);
    if (fault === 'refuse' || fault === 'rateLimit') {
      if (fault === 'refuse') refuseAsOpenai(response, 503, 'server_overloaded');
      else refuseAsOpenai(response, 429, 'rate_limit_exceeded');
      return;
    }
    if (fault === 'stall') {
      await untilClosed(signal);
      return;
    }
    await waitUntil(at + delays.translationMs, signal);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    const startedAt = performance.now();
    const pieces = translation.split(/(?= )/);
    response.write(chunk(request, { role: 'assistant', content: '', refusal: null }));
    for (const [index, content] of pieces.entries()) {
      await waitUntil(startedAt + index * wordMs, signal);
      const isHalf = index >= Math.floor(pieces.length / 2);
      if (fault === 'drop' && isHalf) {
        response.write(chunk(request, { content }), () => response.destroy());
        return;
      }
      if (fault === 'garbage' && isHalf) {
        response.end(`${chunk(request, { content }).slice(0, 40)}\n\n`);
        return;
      }
      response.write(chunk(request, { content }));
    }
    observe({ at: performance.now(), type: 'translation.answered', request, translation, line: line?.id });
    response.end(`${chunk(request, {}, 'stop')}data: [DONE]\n\n`);
  };
}

function readBody(body: string): z.infer<typeof clauseSchema> | undefined {
  try {
    return bodySchema.parse(JSON.parse(body)).messages[1].content;
  } catch {
    return undefined;
  }
}

/** An event of the stream. */
function chunk(request: string, delta: object, finish: 'stop' | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  const data = { id: `chatcmpl-${request}`, object: 'chat.completion.chunk', model, choices };
  return `data: ${JSON.stringify(data)}\n\n`;
}
