import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerJson, type VendorRequest } from './http-vendor.js';

const languages = ['ar', 'de', 'en', 'es', 'fr', 'it', 'nl', 'pt', 'ro'];
const language = z
  .string()
  .toLowerCase()
  .refine((code) => languages.includes(code), { error: 'Unsupported glossary language' });

const dictionarySchema = z.object({
  source_lang: language,
  target_lang: language,
  entries: z.string().min(1, { error: 'No glossary entries' }),
  entries_format: z.literal('tsv'),
});
const glossarySchema = z.object({
  name: z.string().min(1).max(1024),
  dictionaries: z.array(dictionarySchema).min(1),
});

interface Dictionary {
  readonly source: string;
  readonly target: string;
  readonly terms: readonly (readonly [source: string, target: string])[];
}

/** The glossaries of the stand-in's account. */
export interface DeeplGlossaries {
  /** Answers a request below `/v3/glossaries`. */
  serve(request: VendorRequest, response: ServerResponse): void;
  /** How a glossary changes a text of two languages; undefined where there is none of that name for them. */
  find(id: string, source: string, target: string): ((text: string) => string) | undefined;
}

export function createDeeplGlossaries(): DeeplGlossaries {
  const glossaries = new Map<string, { name: string; at: string; dictionaries: readonly Dictionary[] }>();
  const described = (id: string) => {
    const { name = '', at = '', dictionaries = [] } = glossaries.get(id) ?? {};
    return {
      glossary_id: id,
      name,
      creation_time: at,
      dictionaries: dictionaries.map(({ source, target, terms }) => ({
        source_lang: source,
        target_lang: target,
        entry_count: terms.length,
      })),
    };
  };

  return {
    serve({ method, url, body }, response) {
      const id = url.pathname.split('/')[3];
      if (id === undefined && method === 'GET') {
        answerJson(response, 200, { glossaries: [...glossaries.keys()].map(described) });
      } else if (id === undefined && method === 'POST') {
        const { data, error } = glossarySchema.safeParse(parametersOf(body));
        if (data === undefined) {
          answerJson(response, 400, { message: error.issues[0]?.message ?? '' });
          return;
        }
        const made = randomUUID();
        const dictionaries = data.dictionaries.map(dictionaryOf);
        glossaries.set(made, { name: data.name, at: new Date().toISOString(), dictionaries });
        answerJson(response, 201, described(made));
      } else if (id !== undefined && method === 'DELETE') {
        if (glossaries.delete(id)) response.writeHead(204).end();
        else answerJson(response, 404, { message: 'Glossary not found' });
      } else {
        answerJson(response, 405, { message: 'Method not allowed' });
      }
    },
    find(id, source, target) {
      const pair = [source, target].map((code) => code.toLowerCase().split('-', 1)[0]);
      const dictionary = glossaries
        .get(id)
        ?.dictionaries.find((one) => one.source === pair[0] && one.target === pair[1]);
      return (
        dictionary &&
        ((text) => dictionary.terms.reduce((changed, [from, to]) => changed.replaceAll(from, to), text))
      );
    },
  };
}

/** The SDK's form: `name` and `dictionaries[0].source_lang`, ... */
function parametersOf(body: string): unknown {
  const form = new URLSearchParams(body);
  const dictionaries: Record<string, string>[] = [];
  for (const [key, value] of form) {
    const [, index, field] = /^dictionaries\[(\d{1,3})\]\.(\w+)$/.exec(key) ?? [];
    if (index !== undefined && field !== undefined) (dictionaries[Number(index)] ??= {})[field] = value;
  }
  return { name: form.get('name'), dictionaries };
}

function dictionaryOf({ source_lang, target_lang, entries }: z.infer<typeof dictionarySchema>): Dictionary {
  const terms = entries.split('\n').map((line) => {
    const [source = '', target = ''] = line.split('\t');
    return [source, target] as const;
  });
  return { source: source_lang, target: target_lang, terms };
}
