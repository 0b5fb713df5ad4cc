/** What tests share. */
@NullMarked
package redoubt.testkit;

import org.jspecify.annotations.NullMarked;
