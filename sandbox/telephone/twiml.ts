/** A verb of a TwiML document, as far as the stand-in plays it. */
export type Verb =
  | {
      readonly name: 'Say';
      readonly text: string;
      /** BCP-47; Twilio's default is en-US. */ readonly language: string;
    }
  | { readonly name: 'Pause'; readonly seconds: number }
  | {
      readonly name: 'Connect';
      /** Where to ask what comes after the stream; undefined: the next verb. */
      readonly action: string | undefined;
      readonly stream: StreamNoun;
    }
  | { readonly name: 'Redirect'; readonly url: string }
  | { readonly name: 'Reject'; readonly reason: 'busy' | 'rejected' }
  | { readonly name: 'Hangup' };

export interface StreamNoun {
  readonly url: string;
  readonly name: string | undefined;
  readonly statusCallback: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A document that Twilio would not play. */
export class TwimlError extends Error {
  override readonly name = 'TwimlError';
}

/** An element with its text and children, as in the document. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Twilio's limit for the name and the value of a parameter together, characters. */
const longestParameter = 500;

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Say: ['voice', 'language', 'loop'],
  Pause: ['length'],
  Connect: ['action', 'method'],
  Stream: ['url', 'name', 'track', 'statusCallback', 'statusCallbackMethod'],
  Parameter: ['name', 'value'],
  Redirect: ['method'],
  Reject: ['reason'],
  Hangup: [],
};

const childrenOf: Readonly<Record<string, readonly string[]>> = {
  Response: ['Say', 'Pause', 'Connect', 'Redirect', 'Reject', 'Hangup'],
  Connect: ['Stream'],
  Stream: ['Parameter'],
};

/**
 * Reads a TwiML document: the verbs of its response, in order. Verbs, nouns and attributes that the stand-in does
 * not know are refused rather than skipped, and so are the things that Twilio refuses: a query in a stream's URL, a
 * parameter of 500 characters.
 *
 * @throws TwimlError saying what is wrong.
 */
export function parseTwiml(document: string): readonly Verb[] {
  const response = parseXml(document);
  if (response.name !== 'Response')
    throw new TwimlError(`the document is a <${response.name}>, not a <Response>`);
  return response.children.map(verbOf);
}

function verbOf(element: Element): Verb {
  const { attributes } = element;
  switch (element.name) {
    case 'Say':
      return { name: 'Say', text: element.text.trim(), language: attributes['language'] ?? 'en-US' };
    case 'Pause':
      return { name: 'Pause', seconds: Number(attributes['length'] ?? '1') };
    case 'Connect': {
      const [stream, ...others] = element.children;
      if (stream === undefined || others.length > 0) throw new TwimlError('<Connect> must hold one <Stream>');
      return { name: 'Connect', action: attributes['action'], stream: streamOf(stream) };
    }
    case 'Redirect':
      return { name: 'Redirect', url: element.text.trim() };
    case 'Reject':
      return { name: 'Reject', reason: attributes['reason'] === 'busy' ? 'busy' : 'rejected' };
    default:
      return { name: 'Hangup' };
  }
}

function streamOf(element: Element): StreamNoun {
  const { url, name, statusCallback } = element.attributes;
  if (url === undefined || !/^wss?:\/\/[^?#]+$/.test(url)) {
    throw new TwimlError('the url of a <Stream> must be absolute, ws or wss, without a query');
  }
  const parameters: Record<string, string> = {};
  for (const { attributes } of element.children) {
    const parameter = attributes['name'];
    const value = attributes['value'];
    if (parameter === undefined || value === undefined)
      throw new TwimlError('a <Parameter> needs a name and a value');
    if (parameter.length + value.length >= longestParameter) {
      throw new TwimlError(`the <Parameter> ${parameter} is too long`);
    }
    parameters[parameter] = value;
  }
  return { url, name, statusCallback, parameters };
}

/** One piece of markup: a declaration or comment, a tag, or text up to the next tag. */
const markup =
  /<\?[^]*?\?>|<!--[^]*?-->|<(\/?)([A-Za-z]+)((?:\s+[\w:]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function parseXml(document: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  markup.lastIndex = 0;
  while (markup.lastIndex < document.length) {
    const position = markup.lastIndex;
    const match = markup.exec(document);
    if (match === null) throw new TwimlError(`the document is not well-formed at character ${position}`);
    const [, closing, name, attributes, selfClosing, text] = match;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) {
      parent.text += decodeEntities(text);
    } else if (name !== undefined && closing === '/') {
      if (parent.name !== name) throw new TwimlError(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const element = elementOf(name, attributes ?? '', parent);
      parent.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
  }
  const [element, ...others] = root.children;
  if (element === undefined || others.length > 0 || open.length > 1 || root.text.trim() !== '') {
    throw new TwimlError('the document must be one closed element');
  }
  return element;
}

function elementOf(name: string, attributeText: string, parent: Element): Element {
  const allowed = attributesOf[name];
  if (allowed === undefined || (parent.name !== '' && !(childrenOf[parent.name] ?? []).includes(name))) {
    throw new TwimlError(`<${name}> is not allowed in <${parent.name}>`);
  }
  const attributes: Record<string, string> = {};
  for (const [, key = '', double, single] of attributeText.matchAll(attribute)) {
    if (!allowed.includes(key)) throw new TwimlError(`<${name}> has no attribute ${key}`);
    attributes[key] = decodeEntities(double ?? single ?? '');
  }
  return { name, attributes, children: [], text: '' };
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeEntities(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]+|\w*);?/g, (whole, name: string) => {
    if (name.startsWith('#')) {
      const code = name.startsWith('#x')
        ? Number.parseInt(name.slice(2), 16)
        : Number.parseInt(name.slice(1), 10);
      return String.fromCodePoint(code);
    }
    const character = entities.get(name);
    if (character === undefined) throw new TwimlError(`${whole} is not an entity of XML`);
    return character;
  });
}
