import type { LanguageProfile } from '../language-profile.js';

/** Polish. */
export const polish: LanguageProfile = {
  tag: 'pl',
  letters: 'ąćęłńóśźż',
  numbers: `zero dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście
    trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia
    trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt sto
    dwieście trzysta tysiąc złotych euro`,
  commonWords: `nie to się w na i z że do jest co tak jak mi mam ale o a po za dla czy już od ja pan pani
    ma tego tym ten ta te jeszcze był była było są bo więc tylko proszę dzień dobry dziękuję mnie mój moja
    moje moją mojego mojej może można mogę może chcę chciałbym chciałabym chciałem chciałam potrzebuję
    dzwonię dzwonić dzwoniłem dzwoniłam rozmawiać mówię mówić powiedzieć powiedział powiedziała bardzo
    kiedy gdzie dlaczego kto jaki jaka ile teraz dzisiaj dziś jutro wczoraj rano wieczorem wieczór godzina
    godzinie tydzień tygodniu miesiąc rok poniedziałek wtorek środę środa czwartek piątek sobota niedziela
    wizyta wizytę lekarz lekarza doktor zamówienie rachunek faktura fakturę konto pieniądze dom domu ulica
    syn syna córka mąż żona mama tata problem pomoc numer nazwisko imię telefon adres osoba trochę coś
    ktoś nikt nigdy zawsze potem przed chwilę moment czekać przepraszam rozumiem żaden każdy on ona oni my
    wy nas was nam wam go jej jego ich inny inna inne wszystko nic też także nawet zapłacić zapłaciłem
    zapłaciłam dostać dostałem dostałam przyjść przyszła wysłać dać zrobić zrobił wiem wie myślę wydaje
    kosztuje brakuje lepiej mniej więcej przez przy pod nad bez albo lub jeśli żeby kiedyś właśnie tutaj
    tu tam być będzie będę jestem jesteśmy mamy państwo państwa sobie swoje które który która którą cześć
    halo dobrze niestety prosić sprawie umówić zadzwonić ze we u by stycznia lutego marca kwietnia maja
    czerwca lipca sierpnia września października listopada grudnia`,
  speech: `Dzień dobry, dzwonię, bo wczoraj dostałam list z banku i nie rozumiem, co mam zrobić. Proszę
    posłuchać, ja już zapłaciłem ten rachunek w piątek, a teraz mówią mi, że nadal jestem winien pieniądze.
    Chciałam umówić się na wizytę u pani doktor na przyszły tydzień, najlepiej po południu, jeśli można.
    Zepsuła mi się pralka i w całej kuchni jest woda, czy możecie państwo jeszcze dzisiaj kogoś przysłać?
    Mój syn ma gorączkę od wczoraj wieczorem i nie wiem, czy powinnam zawieźć go do szpitala. Chcielibyśmy
    zarezerwować pokój ze śniadaniem, dla żony, dzieci i dla mnie. Paczka miała przyjść w zeszłym tygodniu i
    dalej jej nie ma. Może mi pani powiedzieć, o której zamykacie? Bo ja pracuję do późna i nie zdążę.
    Bardzo dziękuję za pomoc, była pani bardzo miła. Przepraszam, nie dosłyszałem, może pan powtórzyć? Chcę
    zmienić adres dostawy, ponieważ się przeprowadziliśmy. Zgubiliśmy klucze i nie możemy wejść do
    mieszkania. To właśnie powiedziałam pana koledze, ale nikt do mnie nie oddzwonił. Szukam informacji o
    kursach, które zaczynają się po wakacjach. Tutaj jest bardzo zimno, a ogrzewanie nie działa. Jak długo
    to potrwa? W takim razie zadzwonię jeszcze raz jutro rano.`,
  names: {
    ar: 'arabsku',
    ca: 'katalońsku',
    de: 'niemiecku',
    en: 'angielsku',
    es: 'hiszpańsku',
    eu: 'baskijsku',
    fr: 'francusku',
    gl: 'galicyjsku',
    it: 'włosku',
    nl: 'niderlandzku, holendersku',
    pl: 'polsku',
    pt: 'portugalsku',
    ro: 'rumuńsku',
    ru: 'rosyjsku',
    uk: 'ukraińsku',
    zh: 'chińsku',
  },
  requests: {
    phrases: `możemy rozmawiać …, możemy mówić …, możemy porozmawiać …, czy możemy …, moglibyśmy rozmawiać
      …, moglibyśmy porozmawiać …, mogę mówić …, mogę rozmawiać …, czy pan mówi …, czy pani mówi …, ^pan
      mówi …, ^pani mówi …, czy mówi pan …, czy mówi pani …, ^mówi pan …, ^mówi pani …, czy ktoś mówi …,
      ^ktoś mówi …, ^kto mówi …, kogoś kto mówi …, mówicie …, wolę rozmawiać …, wolę mówić …, wolę …,
      wolałbym …, wolałabym …, chcę rozmawiać …, chciałbym rozmawiać …, chciałabym rozmawiać …, chciałbym
      mówić …, mówię tylko …, ^… proszę, porozmawiajmy …`,
    links: 'po',
    negations: 'nie, nikt',
  },
};
