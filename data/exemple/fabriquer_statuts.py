"""The articles of the invented association’s statutes, by their titles."""

ARTICLES = {
    "Constitution et dénomination": (
        "Il est fondé entre les adhérents aux présents statuts une association régie par la loi du"
        " 1er juillet 1901 et le décret du 16 août 1901, ayant pour dénomination : {nom}."
    ),
    "Objet": (
        "L’association a pour objet de créer et d’animer, dans les quartiers de Lens et de son"
        " agglomération, des jardins partagés et des lieux de rencontre ouverts à tous ; d’y"
        " favoriser l’entraide, l’éducation à l’environnement et à l’alimentation, l’accès aux"
        " droits et l’usage du numérique ; de soutenir toute initiative des habitants qui"
        " contribue à l’amélioration du cadre de vie."
    ),
    "Siège social": (
        "Le siège social est fixé au {adresse}. Il pourra être transféré par simple décision du"
        " conseil d’administration, ratifiée par l’assemblée générale qui suit."
    ),
    "Durée": "La durée de l’association est illimitée.",
    "Composition": (
        "L’association se compose de membres actifs, de membres bienfaiteurs et de membres"
        " d’honneur. Sont membres actifs les personnes qui versent la cotisation annuelle et"
        " participent régulièrement aux activités. Sont membres bienfaiteurs les personnes qui"
        " versent un droit d’entrée et une cotisation fixés chaque année par l’assemblée. Sont"
        " membres d’honneur les personnes qui ont rendu des services signalés à l’association ;"
        " elles sont dispensées de cotisation."
    ),
    "Admission": (
        "L’association est ouverte à tous, sans condition ni distinction. Pour en faire partie, il"
        " suffit d’adhérer aux présents statuts et de s’acquitter de la cotisation. Le conseil"
        " d’administration peut refuser une adhésion, avec avis motivé à la personne intéressée."
    ),
    "Radiation": (
        "La qualité de membre se perd par la démission, le décès, ou la radiation prononcée par le"
        " conseil d’administration pour non-paiement de la cotisation ou motif grave, la personne"
        " ayant été invitée par lettre à fournir des explications devant le bureau."
    ),
    "Ressources": (
        "Les ressources de l’association comprennent le montant des cotisations ; les subventions"
        " de l’État, des collectivités territoriales et de leurs groupements ; les dons manuels ;"
        " le produit des manifestations ; et toutes ressources autorisées par les lois et"
        " règlements en vigueur. Il est tenu une comptabilité complète de toutes les recettes et"
        " de toutes les dépenses."
    ),
    "Assemblée générale ordinaire": (
        "L’assemblée générale ordinaire comprend tous les membres de l’association à jour de leur"
        " cotisation. Elle se réunit chaque année au cours du premier trimestre. Quinze jours au"
        " moins avant la date fixée, les membres sont convoqués par les soins du secrétaire ;"
        " l’ordre du jour figure sur les convocations. La présidente, assistée des membres du"
        " conseil, préside l’assemblée et expose la situation morale de l’association. Le"
        " trésorier rend compte de sa gestion et soumet les comptes annuels à l’approbation de"
        " l’assemblée. Les décisions sont prises à la majorité des voix des membres présents ou"
        " représentés, chaque membre ne pouvant détenir plus de deux pouvoirs."
    ),
    "Assemblée générale extraordinaire": (
        "Si besoin est, ou sur la demande de la moitié plus un des membres inscrits, la présidente"
        " peut convoquer une assemblée générale extraordinaire, suivant les mêmes modalités, pour"
        " la modification des statuts ou la dissolution. Les délibérations sont prises à la"
        " majorité des deux tiers des membres présents ou représentés."
    ),
    "Conseil d’administration": (
        "L’association est dirigée par un conseil de neuf membres, élus pour trois années par"
        " l’assemblée générale et rééligibles. Le conseil étant renouvelé chaque année par tiers,"
        " les deux premières années les membres sortants sont désignés par le sort. En cas de"
        " vacance, le conseil pourvoit provisoirement au remplacement de ses membres. Le conseil"
        " se réunit au moins une fois par trimestre, sur convocation de la présidente ou à la"
        " demande du quart de ses membres. Les décisions sont prises à la majorité des voix ; en"
        " cas de partage, la voix de la présidente est prépondérante."
    ),
    "Bureau": (
        "Le conseil d’administration élit parmi ses membres un bureau composé d’une présidente ou"
        " d’un président, d’un secrétaire et d’un trésorier, et s’il y a lieu d’adjoints. Les"
        " fonctions de président et de trésorier ne sont pas cumulables."
    ),
    "Représentation": (
        "La présidente ou le président représente l’association dans tous les actes de la vie"
        " civile. Elle ou il ordonnance les dépenses, signe les conventions et les demandes de"
        " subvention, et peut déléguer sa signature par écrit, pour un objet et une durée donnés."
    ),
    "Indemnités": (
        "Toutes les fonctions, y compris celles des membres du conseil d’administration et du"
        " bureau, sont gratuites et bénévoles. Seuls les frais occasionnés par l’accomplissement"
        " de leur mandat sont remboursés sur justificatifs. Le rapport financier présenté à"
        " l’assemblée générale ordinaire en donne le détail, par bénéficiaire."
    ),
    "Règlement intérieur": (
        "Un règlement intérieur peut être établi par le conseil d’administration, qui le fait"
        " alors approuver par l’assemblée générale. Il fixe les points non prévus par les présents"
        " statuts, notamment ceux qui ont trait à l’administration interne, à l’usage des jardins,"
        " à la répartition des parcelles et au prêt du matériel."
    ),
    "Contrat d’engagement républicain": (
        "L’association s’engage à respecter les principes du contrat d’engagement républicain :"
        " le respect des lois de la République, la liberté de conscience, la liberté des membres,"
        " l’égalité et la non-discrimination, la fraternité et la prévention de la violence, le"
        " respect de la dignité de la personne et celui des symboles de la République. Elle en"
        " informe ses membres par tout moyen."
    ),
    "Vérificateurs aux comptes": (
        "L’assemblée générale désigne chaque année deux vérificateurs parmi les membres qui ne"
        " siègent pas au conseil. Ils examinent les comptes et les pièces avant l’assemblée et lui"
        " présentent leur rapport."
    ),
    "Dissolution": (
        "En cas de dissolution, l’assemblée générale extraordinaire nomme un ou plusieurs"
        " liquidateurs. L’actif net est dévolu à un organisme ayant un but non lucratif,"
        " conformément aux décisions de l’assemblée. Il ne peut être dévolu à un membre de"
        " l’association, même partiellement, sauf reprise d’un apport."
    ),
    "Formalités": (
        "La présidente, au nom du conseil d’administration, est chargée de remplir toutes les"
        " formalités de déclaration et de publication prescrites par la législation. Tous pouvoirs"
        " sont donnés au porteur des présentes pour les effectuer."
    ),
}
