/** What the Key Protect API's shapes promise. */
@NullMarked
package redoubt.keys.http;

import org.jspecify.annotations.NullMarked;
