"""Replies as programs write them in six languages, all by ourselves."""

from __future__ import annotations

from collections.abc import Iterator

OURS = "noreply@techaccord.example"
# What our letters say; quoted below every reply.
LETTER = (
    "Osaka Pump Institute would like to know more.",
    "",
    "https://techaccord.example/en/requests/0c2f6c58/",
)

WORDS = {
    "en": "It runs dry for an hour.\n\nWhich voltage do you have: 230 or 110?",
    "fr": "Elle tourne à sec une heure.\n\nQuelle tension avez-vous : 230 ou 110 ?",
    "es": "Funciona en seco una hora.\n\n¿Qué tensión tienen: 230 o 110?",
    "ar": "تعمل المضخة جافة لمدة ساعة.\n\nما الجهد لديكم: 230 أم 110؟",
    "ru": "Насос работает всухую час.\n\nКакое у вас напряжение: 230 или 110?",
    "zh": "水泵可以干转一小时。\n\n你们的电压是多少：230还是110？",
}

# With ">" before each line that is quoted.
MARKED = {
    "gmail": {
        "en": f"On Thu, 26 Nov 2026 at 10:00, TechAccord <{OURS}> wrote:",
        "fr": f"Le jeu. 26 nov. 2026 à 10:00, TechAccord <{OURS}> a écrit :",
        "es": f"El jue, 26 nov 2026 a las 10:00, TechAccord (<{OURS}>) escribió:",
        "ar": f"في الخميس، 26 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة \u202aTechAccord\u202c\u200f <\u202a{OURS}\u202c\u200f>:\u200e",
        "ru": f"чт, 26 нояб. 2026 г. в 10:00, TechAccord <{OURS}>:",
        "zh": f"TechAccord <{OURS}> 于2026年11月26日周四 10:00写道：",
    },
    "gmail, folded": {
        "en": f"On Thu, 26 Nov 2026 at 10:00, Osaka Pump Institute by TechAccord <\n{OURS}> wrote:",
        "fr": f"Le jeu. 26 nov. 2026 à 10:00, Osaka Pump Institute par TechAccord <\n{OURS}> a écrit :",
        "es": f"El jue, 26 nov 2026 a las 10:00, Osaka Pump Institute (<\n{OURS}>) escribió:",
        "ar": f"في الخميس، 26 نوفمبر 2026 في 10:00 ص\nتمت كتابة ما يلي بواسطة TechAccord <{OURS}>:",
        "ru": f"чт, 26 нояб. 2026 г. в 10:00, Osaka Pump Institute <\n{OURS}>:",
        "zh": f"Osaka Pump Institute <{OURS}>\n于2026年11月26日周四 10:00写道：",
    },
    "apple": {
        "en": f"On 26 Nov 2026, at 10:00, TechAccord <{OURS}> wrote:",
        "fr": f"Le 26 nov. 2026 à 10:00, TechAccord <{OURS}> a écrit :",
        "es": f"El 26 nov 2026, a las 10:00, TechAccord <{OURS}> escribió:",
        "ar": f"في ٢٦ نوفمبر ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب/كتبت TechAccord <{OURS}>:",
        "ru": f"26 нояб. 2026 г., в 10:00, TechAccord <{OURS}> написал(а):",
        "zh": f"2026年11月26日 10:00，TechAccord <{OURS}> 写道：",
    },
    "thunderbird": {
        "en": "On 26/11/2026 10:00, TechAccord wrote:",
        "fr": "Le 26/11/2026 à 10:00, TechAccord a écrit :",
        "es": "El 26/11/2026 a las 10:00, TechAccord escribió:",
        "ar": "في 26/11/2026 10:00، كتب TechAccord:",
        "ru": "26.11.2026 10:00, TechAccord пишет:",
        "zh": "在 2026/11/26 10:00, TechAccord 写道:",
    },
}

# Everything that follows is quoted.
OPEN = {
    "outlook": {
        "en": f"From: TechAccord <{OURS}>\nSent: Thursday, 26 November 2026 10:00\nTo: Amina Otieno\nSubject: A question",
        "fr": f"De : TechAccord <{OURS}>\nEnvoyé : jeudi 26 novembre 2026 10:00\nÀ : Amina Otieno\nObjet : Une question",
        "es": f"De: TechAccord <{OURS}>\nEnviado: jueves, 26 de noviembre de 2026 10:00\nPara: Amina Otieno\nAsunto: Una pregunta",
        "ar": f"من: TechAccord <{OURS}>\nتم الإرسال: 26/نوفمبر/2026 10:00 ص\nإلى: Amina Otieno\nالموضوع: سؤال",
        "ru": f"От: TechAccord <{OURS}>\nОтправлено: 26 ноября 2026 г. 10:00\nКому: Amina Otieno\nТема: Вопрос",
        "zh": f"发件人: TechAccord <{OURS}>\n发送时间: 2026年11月26日 10:00\n收件人: Amina Otieno\n主题: 一个问题",
    },
    "outlook, ruled": {
        "en": f"________________________________\nFrom: TechAccord <{OURS}>\nSent: Thursday, 26 November 2026 10:00\nTo: Amina Otieno\nSubject: A question",
        "fr": f"________________________________\n*De :* TechAccord <{OURS}>\n*Envoyé :* jeudi 26 novembre 2026\n*À :* Amina Otieno\n*Objet :* Une question",
        "es": f"________________________________\nDe: TechAccord <{OURS}>\nFecha: jueves, 26 de noviembre de 2026\nPara: Amina Otieno\nAsunto: Una pregunta",
        "ar": f"________________________________\nمن: TechAccord <{OURS}>\nالتاريخ: 26/11/2026\nإلى: Amina Otieno\nالموضوع: سؤال",
        "ru": f"________________________________\nОт: TechAccord <{OURS}>\nДата: 26 ноября 2026 г.\nКому: Amina Otieno\nТема: Вопрос",
        "zh": f"________________________________\n发件人: TechAccord <{OURS}>\n日期: 2026年11月26日\n收件人: Amina Otieno\n主题: 一个问题",
    },
    "older": {
        "en": "-----Original Message-----",
        "fr": "-----Message d'origine-----",
        "es": "-----Mensaje original-----",
        "ar": "-----الرسالة الأصلية-----",
        "ru": "-----Исходное сообщение-----",
        "zh": "------------------ 原始邮件 ------------------",
    },
    "not marked": {
        "en": f"On Thursday, 26 November 2026 at 10:00:00, TechAccord <{OURS}> wrote:",
        "fr": f"Le jeudi 26 novembre 2026 à 10:00:00, TechAccord <{OURS}> a écrit :",
        "es": f"En jueves, 26 de noviembre de 2026, 10:00, TechAccord <{OURS}> escribió:",
        "ar": f"بتاريخ الخميس، 26 نوفمبر 2026 10:00 ص، كتب TechAccord <{OURS}>:",
        "ru": f"Четверг, 26 ноября 2026, 10:00 +03:00 от TechAccord <{OURS}>:",
        "zh": f'在 2026-11-26 10:00:00，"TechAccord" <{OURS}> 写道：',
    },
}

SIGNATURES = {
    "en": "Kind regards,\nAmina Otieno\nTank Makers Nairobi\n+254 20 000 000",
    "fr": "Cordialement,\nAmina Otieno\nTank Makers Nairobi",
    "es": "Un saludo,\nAmina Otieno",
    "ar": "مع أطيب التحيات،\nأمينة أوتينو",
    "ru": "С уважением,\nАмина Отиено",
    "zh": "此致\n敬礼\n阿米娜",
}
TELEPHONES = {
    "en": "Sent from my iPhone",
    "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone",
    "ar": "تم الإرسال من الـ iPhone",
    "ru": "Отправлено с iPhone",
    "zh": "发自我的 iPhone",
}


def quoted() -> str:
    return "\n".join(f"> {line}".rstrip() for line in LETTER)


def replies() -> Iterator[tuple[str, str, str]]:
    """Name, text and what its writer wrote, for each program and language."""
    for program, languages in MARKED.items():
        for language, announced in languages.items():
            words = WORDS[language]
            yield f"{program} {language}", f"{words}\n\n{announced}\n\n{quoted()}\n", words
            yield f"{program} {language} below", f"{announced}\n{quoted()}\n\n{words}\n", words
    for program, languages in OPEN.items():
        for language, announced in languages.items():
            words, letter = WORDS[language], "\n".join(LETTER)
            yield f"{program} {language}", f"{words}\n\n{announced}\n\n{letter}\n", words
    for language, signature in SIGNATURES.items():
        words = WORDS[language]
        announced = MARKED["gmail"][language]
        yield f"signed {language}", f"{words}\n\n{signature}\n\n{announced}\n{quoted()}", words
        yield f"signed {language}, alone", f"{words}\n\n{signature}\n", words
        yield f"delimited {language}", f"{words}\n-- \n{signature}. A motto, too.", words
    for language, telephone in TELEPHONES.items():
        words = WORDS[language]
        announced = MARKED["apple"][language]
        yield f"telephone {language}", f"{words}\n\n{telephone}\n\n{announced}\n{quoted()}", words
