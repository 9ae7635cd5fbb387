// Starts the small modules that a page asks for by its attributes. Every page works without them.
import { revealWhenAnswered } from "./conditional.js";
import { copyOnRequest } from "./copy.js";
import { sendDigests } from "./digest.js";
import { focusOnErrors, sendOnce } from "./forms.js";
import { moveByKeys } from "./keyboard.js";
import { catchUp, followLive } from "./live.js";
import { openMenu } from "./menu.js";
import { signByPasskey } from "./passkeys.js";
import { pauseOnRequest } from "./pause.js";
import { printOnRequest } from "./print.js";
import { subscribeOnRequest } from "./push.js";

focusOnErrors(document);
sendOnce(document);
revealWhenAnswered(document);
pauseOnRequest(document, () => catchUp(document));
followLive(document);
openMenu(document);
moveByKeys(document);
printOnRequest(document);
signByPasskey(document);
subscribeOnRequest(document);
copyOnRequest(document);
sendDigests(document);
