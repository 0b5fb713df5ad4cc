@NullMarked
package redoubt.keys.http;

import org.jspecify.annotations.NullMarked;
