#!/bin/sh
echo '{"changed": false, "msg": "toiled"}'
