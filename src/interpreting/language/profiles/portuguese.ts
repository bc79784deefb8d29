import type { LanguageProfile } from '../language-profile.js';

/** Portuguese, of Portugal and of Brazil. */
export const portuguese: LanguageProfile = {
  tag: 'pt',
  letters: 'áâãàçéêíóôõúü',
  numbers: `zero dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze
    quinze dezasseis dezesseis dezassete dezessete dezoito dezanove dezenove vinte trinta quarenta
    cinquenta sessenta setenta oitenta noventa cem cento duzentos trezentos quinhentos mil euros reais`,
  commonWords: `de que a o e não é um para eu me do em da uma os por no as na se com mas muito como ao meu
    minha está já mais sim lhe te há tem tenho isso isto aqui quando tudo obrigado obrigada você ele ela
    bem também agora pode quero nada foi era pelo pela dos das só sem ou até desde onde quanto hoje amanhã
    ontem olá oi bom dia boa tarde noite favor queria gostaria gostava preciso ligo ligar liguei ligando
    chamada chamo falar falo fala dizer disse disseram tinha havia foram fui vou vai vamos são somos sou
    estou estava estão muita muitas muitos senhor senhora hora horas semana mês ano segunda terça quarta
    quinta sexta feira sábado domingo consulta médico médica doutora encomenda pedido fatura conta
    dinheiro casa rua filho filha marido mulher mãe pai problema ajuda número nome telefone endereço
    morada correio pessoa pouco algo alguém ninguém nunca sempre ainda depois antes logo momento espere
    desculpe entendo percebo nenhuma nenhum cada eles elas nós a gente esta este essa esse aquele outro
    outra uns umas seu sua seus suas meus minhas tão tanto nem pagar paguei receber recebi chegar chegou
    enviar mandar dar feito posto saber sei acho parece custa falta mesmo menos melhor pior porque posso
    podemos faz fazer ver vem ser estar ir ter numa num dele dela neste nesta quem qual pois então tá né
    vocês deu coisa coisas lá aí às à ao aos nos pra cá consigo somos meia quarto segundo primeira
    primeiro terceiro andar prazo mensalidade meses anos minutos moro mora vivo vive seguro correio ponto
    rua número referência reserva reservar quarto bilhete passagem comboio trem voo mala farmácia
    comprimidos receita contrato recibo cartão código cobraram cobrar comprar comprei comprou cancelar
    mudar trocar abrir abrem fecham começa termina sair sai apanhar voltar volte voltamos chega chegaram
    chegarei deixar deixei perdido partido funciona consertar arranjar perto longe junto durante entre
    conforme ambos embora enquanto qualquer bastante demais além assim todos todas toda vez vezes filhos
    crianças menino menina família trabalho trabalhar passado passada próximo próxima última último novo
    nova grande maior quais aquela estes estas nosso nossa nossos houve haja seja seria poderia poderiam
    podem querem quer queremos precisamos temos têm tens fazem faço fez fiz viu veio vêm ouvir repetir
    tenha sido aconteceu ocorreu ficar fica fiquei janeiro fevereiro março abril maio junho julho agosto
    setembro outubro novembro dezembro repita repitam`,
  speech: `Bom dia, estou a ligar porque ontem recebi uma carta do banco e não percebo o que querem que
    eu faça. Olhe, eu já paguei essa conta na sexta-feira e agora dizem-me que ainda devo dinheiro. Queria
    marcar uma consulta com a doutora para a semana que vem, se puder ser à tarde melhor. A minha máquina de
    lavar avariou e há água pela cozinha toda, podem mandar alguém ainda hoje? O meu filho está com febre
    desde ontem à noite e não sei se tenho de o levar ao hospital. Nós gostaríamos de reservar um quarto com
    café da manhã, somos eu, a minha mulher e as crianças. A encomenda devia ter chegado na semana passada e
    até agora não apareceu. Você pode me dizer a que horas fecham? É que eu trabalho até tarde e não tenho
    tempo. Muito obrigada pela sua ajuda, foi muito simpático. Desculpe, não ouvi bem, pode repetir? Eu
    quero mudar o endereço de entrega, porque a gente se mudou. Perdemos as chaves e não conseguimos entrar
    no apartamento. Foi isso que eu disse ao seu colega, mas nunca me ligaram de volta. Estou procurando
    informações sobre os cursos que começam depois do verão. Aqui está fazendo muito frio e o aquecimento
    não funciona. Quanto tempo demora a chegar? Então eu volto a ligar amanhã de manhã. A administração
    municipal enviará uma notificação a todas as pessoas interessadas. Segundo o contrato, a proteção do
    consumidor inclui a devolução do valor, sempre que a reclamação seja feita dentro do prazo. Estávamos
    acostumados a receber o atendimento da nossa médica de família, mas ela se aposentou. Disseram-me que
    seria necessário apresentar a documentação original e duas fotografias. As eleições serão em novembro e
    gostaríamos de saber onde votar. O técnico viu que a instalação elétrica era antiga e perigosa. Os
    pequenos começam a escola e precisam de livros, sapatilhas e uma mochila. Tomara que encontrem uma
    solução, porque assim não podemos continuar vivendo. Aquele senhor tinha razão: o endereço estava errado
    e o entregador voltou com a caixa. Houve então uma melhoria nas relações com os vizinhos, mais próximas
    do que nas últimas décadas.`,
  names: {
    ar: 'árabe',
    ca: 'catalão',
    de: 'alemão',
    en: 'inglês',
    es: 'espanhol, castelhano',
    eu: 'basco',
    fr: 'francês',
    gl: 'galego',
    it: 'italiano',
    nl: 'holandês, neerlandês',
    pl: 'polaco, polonês',
    pt: 'português',
    ro: 'romeno',
    ru: 'russo',
    uk: 'ucraniano',
    zh: 'chinês, mandarim',
  },
  requests: {
    phrases: `podemos falar …, poderíamos falar …, podemos continuar …, posso falar …, pode falar …,
      poderia falar …, alguém que fale …, alguém que fala …, ^fala …, você fala …, ^falam …, vocês falam
      …, ^falamos …, prefiro falar …, ^prefiro …, preferia falar …, preferia …, quero falar …, queria
      falar …, gostaria de falar …, gostava de falar …, só falo …, falo só …, eu só falo …, ^… por favor,
      dá para falar …, a gente pode falar …`,
    links: 'em, o',
    negations: 'não, ninguém, que, quem',
  },
};
