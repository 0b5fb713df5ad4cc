/**
 * Who may do what: instances (tenants), users, API keys, grants, and the short-lived tokens that an
 * API key is exchanged for.
 *
 * <p>{@link redoubt.identity.Identity} holds the services, {@link redoubt.identity.IdentityRoom}
 * hands them to the server. Secrets are shown once: API keys are stored as digests, the token key
 * lies in the vault. Every change is in the ledger, in the transaction of the change.
 */
@NullMarked
package redoubt.identity;

import org.jspecify.annotations.NullMarked;
