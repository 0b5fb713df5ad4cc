/** Calls to servers that tenants named, well and ill behaved. */
@NullMarked
package redoubt.encryption.outward;

import org.jspecify.annotations.NullMarked;
