/**
 * The attacks on what admission promises, one class each. They register a cluster that is there for
 * one proof alone, with policies of its own, push and sign images beside it, and ask the server's
 * webhooks over HTTPS as its API server would. Each attack stands beside its permitted form, so
 * that a server that admits nothing proves nothing.
 */
@NullMarked
package redoubt.admission.proof;

import org.jspecify.annotations.NullMarked;
