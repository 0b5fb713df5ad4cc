/** Calls to servers that tenants named, well and ill behaved. */
@NullMarked
package redoubt.outward;

import org.jspecify.annotations.NullMarked;
