/** The routes of identity: {@code /identity/token} as IBM's clients know it, and {@code /v1/…}. */
@NullMarked
package redoubt.identity.http;

import org.jspecify.annotations.NullMarked;
