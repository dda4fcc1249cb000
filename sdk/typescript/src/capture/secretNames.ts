/** How far a name gives its value away. */
export type Secrecy = 0 | 1 | 2 | 3;
export const innocent: Secrecy = 0;
/** auth, cookie, session: a secret when the value looks like one. */
export const perhaps: Secrecy = 1;
/** token: a secret unless it is one of a vocabulary. */
export const likely: Secrecy = 2;
/** password, secret, api_key, … */
export const sure: Secrecy = 3;

const stems = ["pass", "pwd", "secret", "token", "key", "cred", "auth", "cookie", "session", "jwt"];
const wordsOfName = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

const sureEndings = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "apikey",
  "apikeys",
  "accesskey",
  "privatekey",
  "secretkey",
];
const sureWords = words(
  "accesstoken apisecret apitoken authorization authtoken bearertoken clientsecret cred" +
    " credential credentials creds encryptionkey jwt passcode passwords privkey" +
    " refreshtoken secrets sessiontoken signingkey sshkey",
);
const likelyWords = words("bottoken csrftoken ghtoken githubtoken hftoken usertoken xsrftoken");
const perhapsWords = words("auth cookie cookies session sessionid");
// A `key` after one of these opens something; after anything else it only finds something.
const opening = words(
  "access aes anthropic api auth aws azure cohere comet datadog dd encryption gcp" +
    " gemini github gitlab gpg groq hf hmac huggingface kaggle mistral neptune openai" +
    " pinecone private replicate rsa secret sendgrid signing ssh stripe twilio wandb",
);
const openingPerhaps = words(
  "account admin app client consumer deploy deployment license master server service" +
    " session shared storage subscription webhook write",
);
// A `pass` or `pwd` after one of these is a password; else it is a pass over data, or a working directory.
const login = words(
  "admin auth basic database db email ftp http imap key ldap login mail mongo mysql pg" +
    " pop postgres proxy rabbitmq redis root smtp ssh sudo user",
);
// Without anything around them; PWD is the shell's working directory.
const alone = words("pass pwd");
const granting = words("access api auth bearer oauth refresh secret");
// What follows says that the value is about the secret, not the secret.
const about = words(
  "arn backend class count counts cpp css d dir disabled domain duration enabled" +
    " endpoint env error errors expiration expires expiry field file files folder format" +
    " go helper host html java js json label len length level lifetime limit manager md" +
    " method min mode name names parser path paths pattern policy port prefix prompt" +
    " provider py ref regex required rotation schema scheme scope scopes size source" +
    " status suffix timeout toml ts ttl txt type types uri url user username validator var" +
    " variable version yaml yml",
);
const aboutToken = words(
  "acc accuracy around begin bucket buckets budget choice classification classifier" +
    " cost counter dict dim dims dispatcher drop dropout embed embedder embedding" +
    " embeddings embeds end entropy f feature features freq frequency group id ids idx" +
    " index indices latency list logits logprob logprobs loss losses map mask masking" +
    " masks match merge merging mixer mixing model num number offset offsets overlap pair" +
    " pairs parallel per perplexity pool pooling pos position positions ppl price prob" +
    " probability probs pruning rate ratio reduction router routing sampler score scores" +
    " sec selection sequence set shift span spans speed start stats stream stride string" +
    " strings tag tags text throughput time usage vocab vocabulary wav weight weights" +
    " window",
);
const aboutSession = words("address bus config end index num number options sock start time");
const vocabulary = words(
  "accepted action additional answer assistant audio average avg bad begin blank boi" +
    " bos byte cached char class cls completion context control cross ctx current decoder" +
    " dist distill distillation doc document draft encoder end eod eoi eom eos eot extra" +
    " fake fill fim first forced gen generated global good image img infer infill input" +
    " instruction label lang language last latent local mask max mean mem memory middle" +
    " min multi n new newline next noise num oov output pad padding patch per prefix prev" +
    " previous prompt query question reasoning register rejected response reward role" +
    " sentence sep separator single sink slot sos source space speaker special speech src" +
    " start state stop sub subword suffix summary suppress system tag target task text tgt" +
    " thinking tile time total trigger unk unknown video vision visual word",
);
const desktop = words("bus dbus desktop manager max min n num per screen term tmux xdg");

/** Whether the text contains what every secret name does; most need no closer look. */
export function hasStem(text: string): boolean {
  const lowered = text.toLowerCase();
  return stems.some((stem) => lowered.includes(stem));
}

/** How much of a secret a name in snake, camel or kebab case says its value is; also a dotted path of such. */
export function secrecy(name: string): Secrecy {
  if (!hasStem(name)) return innocent;
  if (alone.has(name)) return perhaps;
  const words = (name.match(wordsOfName) ?? []).map((word) => word.toLowerCase());
  let found = innocent;
  for (const [index, word] of words.entries()) {
    const after = words[index + 1] ?? "";
    if (about.has(after)) continue;
    const level = secrecyOfWord(word, words[index - 1] ?? "", after);
    if (level > found) found = level;
  }
  return found;
}

function secrecyOfWord(word: string, before: string, after: string): Secrecy {
  if (sureWords.has(word) || sureEndings.some((ending) => word.endsWith(ending))) return sure;
  if (word === "key" || word === "keys") {
    return opening.has(before) ? sure : openingPerhaps.has(before) ? perhaps : innocent;
  }
  if (word === "pass" || word === "pwd") return login.has(before) ? sure : innocent;
  if (word === "token") {
    return vocabulary.has(before) || aboutToken.has(after) ? innocent : likely;
  }
  if (word === "tokens") {
    return granting.has(before) && !aboutToken.has(after) ? likely : innocent;
  }
  if (likelyWords.has(word)) return likely;
  if (perhapsWords.has(word)) {
    return desktop.has(before) || aboutSession.has(after) ? innocent : perhaps;
  }
  return innocent;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
