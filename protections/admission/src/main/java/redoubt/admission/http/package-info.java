/** What API servers ask, and what people ask about policies. */
@NullMarked
package redoubt.admission.http;

import org.jspecify.annotations.NullMarked;
