import type { LanguageProfile } from '../language-profile.js';

/** English. */
export const english: LanguageProfile = {
  tag: 'en',
  letters: '',
  numbers: `zero oh two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand euros pounds`,
  commonWords: `i the to a and you it of that is my in for on i' was have it' with this be me not can but
    s t m don' what so at do are we if your just no yes like would they there he know from all about or
    get out up she when how been please could an want will ve thank thanks hello hi has had one need call
    calling am our as any now think that' us them here because who then did back some good more time see
    well morning afternoon evening tell where got were her him go going said say by which by other two
    speak talk sorry name number today tomorrow yesterday order appointment doctor bill account money
    house street son daughter husband wife mother father problem help address phone email person someone
    somebody anyone nobody never always still after before later moment wait excuse understand none every
    his their these those over also too only very much really right week month year monday tuesday
    wednesday thursday friday saturday sunday hour day days night make made pay paid receive received send
    sent give take let works working should does didn' doesn' can' won' isn' re ll d haven' i'd why
    something anything nothing until since again off into than being done come came first last next new
    another looking able supposed trying maybe lot little okay long old left put may january february
    march april june july august september october november december`,
  speech: `Good morning, I'm calling because yesterday I got a letter from the bank and I don't
    understand what they want me to do. Look, I already paid that bill on Friday and now they're telling me
    that I still owe money. I wanted to make an appointment with the doctor for next week, in the afternoon
    if that's possible. My washing machine has broken down and there is water all over the kitchen, could
    you send somebody today? My son has had a fever since last night and I don't know whether I should take
    him to the hospital. We'd like to book a room with breakfast, it's for my wife, the children and me. The
    parcel should have arrived last week and it still hasn't turned up. Can you tell me what time you close?
    I work until late and I haven't got the time. Thank you very much for your help, you've been very kind.
    Sorry, I didn't catch that, could you say it again? I want to change the delivery address, because we
    have moved. We have lost our keys and cannot get into the flat. That's what I told your colleague, but
    they never called me back. I'm looking for information about the courses which start after the summer.
    It is very cold here and the heating does not work. How long will it take to get there? Then I will ring
    again tomorrow. The woman who was there thought that somebody else would bring it through the other
    office.`,
  names: {
    ar: 'arabic',
    ca: 'catalan',
    de: 'german',
    en: 'english',
    es: 'spanish, castilian',
    eu: 'basque',
    fr: 'french',
    gl: 'galician',
    it: 'italian',
    nl: 'dutch, flemish',
    pl: 'polish',
    pt: 'portuguese',
    ro: 'romanian',
    ru: 'russian',
    uk: 'ukrainian',
    zh: 'chinese, mandarin',
  },
  requests: {
    phrases: `can we speak …, could we speak …, can we talk …, could we talk …, may we speak …, can we do
      this …, could we do this …, can we continue …, can i speak …, could i speak …, may i speak …, can i
      talk …, can you speak …, could you speak …, do you speak …, does anyone speak …, does anybody speak
      …, anyone who speaks …, someone who speaks …, somebody who speaks …, i'd like to speak …, i would
      like to speak …, i want to speak …, i prefer …, i would prefer …, i prefer to speak …, i'd prefer …,
      i only speak …, i speak only …, let's speak …, let us speak …, ^… please, ^speak …, switch …`,
    links: 'in, to',
    negations: 'not, t, cannot, never, nobody, who, to, they, i, we, he, she',
  },
};
