"""Which names say that their value is a secret, and what stands in its place."""

from __future__ import annotations

import re

# What stands where a secret was.
REDACTED = "\u00abredacted\u00bb"

# How far a name gives its value away.
INNOCENT = 0
# auth, cookie, session: a secret when the value looks like one.
PERHAPS = 1
# token: a secret unless it is one of a vocabulary.
LIKELY = 2
# password, secret, api_key, …
SURE = 3

_STEMS = ("pass", "pwd", "secret", "token", "key", "cred", "auth", "cookie", "session", "jwt")

_WORD = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SURE = _words(
    "accesstoken apisecret apitoken authorization authtoken bearertoken clientsecret cred credential credentials"
    " creds encryptionkey jwt passcode passwords privkey refreshtoken secrets sessiontoken signingkey sshkey"
)
_SURE_ENDINGS = (
    "accesskey",
    "apikey",
    "apikeys",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
)
_LIKELY = _words("bottoken csrftoken ghtoken githubtoken hftoken usertoken xsrftoken")
_PERHAPS = _words("auth cookie cookies session sessionid")
# A `key` after one of these opens something; after anything else it only finds something.
_OPENING = _words(
    "access aes anthropic api auth aws azure cohere comet datadog dd encryption gcp gemini github gitlab gpg groq"
    " hf hmac huggingface kaggle mistral neptune openai pinecone private replicate rsa secret sendgrid signing ssh"
    " stripe twilio wandb"
)
_OPENING_PERHAPS = _words(
    "account admin app client consumer deploy deployment license master server service session shared storage"
    " subscription webhook write"
)
# A `pass` or `pwd` after one of these is a password; else it is a pass over data, or a working directory.
_LOGIN = _words(
    "admin auth basic database db email ftp http imap key ldap login mail mongo mysql pg pop postgres proxy"
    " rabbitmq redis root smtp ssh sudo user"
)
# Without anything around them; PWD is the shell's working directory.
_ALONE = _words("pass pwd")
_GRANTING = _words("access api auth bearer oauth refresh secret")
# What follows says that the value is about the secret, not the secret.
_ABOUT = _words(
    "arn backend class count counts cpp css d dir disabled domain duration enabled endpoint env error errors"
    " expiration expires expiry field file files folder format go helper host html java js json label len length"
    " level lifetime limit manager md method min mode name names parser path paths pattern policy port prefix prompt"
    " provider py ref regex required rotation schema scheme scope scopes size source status suffix timeout toml ts"
    " ttl txt type types uri url user username validator var variable version yaml yml"
)
_ABOUT_TOKEN = _words(
    "acc accuracy around begin bucket buckets budget choice classification classifier cost counter dict dim dims"
    " dispatcher drop dropout embed embedder embedding embeddings embeds end entropy f feature features freq"
    " frequency group id ids idx index indices latency list logits logprob logprobs loss losses map mask masking"
    " masks match merge merging mixer mixing model num number offset offsets overlap pair pairs parallel per"
    " perplexity pool pooling pos position positions ppl price prob probability probs pruning rate ratio reduction"
    " router routing sampler score scores sec selection sequence set shift span spans speed start stats stream"
    " stride string strings tag tags text throughput time usage vocab vocabulary wav weight weights window"
)
_ABOUT_SESSION = _words("address bus config end index num number options sock start time")
_VOCABULARY = _words(
    "accepted action additional answer assistant audio average avg bad begin blank boi bos byte cached char class"
    " cls completion context control cross ctx current decoder dist distill distillation doc document draft encoder"
    " end eod eoi eom eos eot extra fake fill fim first forced gen generated global good image img infer infill"
    " input instruction label lang language last latent local mask max mean mem memory middle min multi n new"
    " newline next noise num oov output pad padding patch per prefix prev previous prompt query question reasoning"
    " register rejected response reward role sentence sep separator single sink slot sos source space speaker"
    " special speech src start state stop sub subword suffix summary suppress system tag target task text tgt"
    " thinking tile time total trigger unk unknown video vision visual word"
)
_DESKTOP = _words("bus dbus desktop manager max min n num per screen term tmux xdg")


def has_stem(text: str) -> bool:
    """Whether the text contains what every secret name does; most need no closer look."""
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


def secrecy(name: str) -> int:
    """INNOCENT, PERHAPS, LIKELY or SURE for a name in snake, camel or kebab case, or a dotted path of such."""
    if not has_stem(name):
        return INNOCENT
    if name in _ALONE:
        return PERHAPS
    words = [word.lower() for word in _WORD.findall(name)]
    found = INNOCENT
    for index, word in enumerate(words):
        before = words[index - 1] if index > 0 else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        if after not in _ABOUT:
            found = max(found, _secrecy_of_word(word, before, after))
    return found


def _secrecy_of_word(word: str, before: str, after: str) -> int:
    if word in _SURE or word.endswith(_SURE_ENDINGS):
        return SURE
    if word in ("key", "keys"):
        return SURE if before in _OPENING else PERHAPS if before in _OPENING_PERHAPS else INNOCENT
    if word in ("pass", "pwd"):
        return SURE if before in _LOGIN else INNOCENT
    if word == "token":
        return INNOCENT if before in _VOCABULARY or after in _ABOUT_TOKEN else LIKELY
    if word == "tokens":
        return LIKELY if before in _GRANTING and after not in _ABOUT_TOKEN else INNOCENT
    if word in _LIKELY:
        return LIKELY
    if word in _PERHAPS:
        return INNOCENT if before in _DESKTOP or after in _ABOUT_SESSION else PERHAPS
    return INNOCENT
