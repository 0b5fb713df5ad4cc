@NullMarked
package redoubt.web;

import org.jspecify.annotations.NullMarked;
