# ruff: noqa: RUF001 (words of many scripts stand here on purpose)
"""The words that clock and counter lines are made of, in the languages that many outlets use; lower case.

A word belongs here only when a line of nothing but such words and numbers says nothing the news.
"""

from __future__ import annotations

WORDS = """
a after ago am and are around at be been by day days est edt cet cest gmt bst hour hours hrs hr h in is just
last latest local m min mins minute minutes month months now of on one pm pst pdt posted published read reading s
sec second seconds since the time times to today updated update utc was week weeks year years yesterday z
click clicks comment comments download downloads follower followers hit hits like likes reader readers
retweet retweets reaction reactions response responses share shared shares subscriber subscribers
tweet tweets view viewed viewers viewing views visit visitor visitors visits vote votes monday tuesday wednesday
thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february march april may june
july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec aktualisiert um uhr
vor minuten stunde stunden tag tagen tage stand zuletzt veröffentlicht geändert gestern heute lesezeit kommentar
kommentare aufrufe mal gelesen geteilt seit montag dienstag mittwoch donnerstag freitag samstag sonntag januar
februar märz mai juni juli oktober dezember mis à jour le il y heure heures jours hier publié modifié temps de
lecture vues vue commentaire commentaires partages partage lu fois lundi mardi mercredi jeudi vendredi samedi
dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre actualizado hace hora
horas minuto minutos día días ayer hoy el las los publicado comentario comentarios visitas veces lectura compartido
compartidos lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre aggiornato fa ore ora minuti giorno giorni ieri oggi alle pubblicato commenti
commento letture visualizzazioni condivisioni lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio
febbraio aprile maggio giugno luglio settembre ottobre dicembre atualizado há dia dias ontem hoje às
compartilhamentos comentário comentários visualizações leitura janeiro fevereiro março maio junho julho setembro
outubro novembro dezembro bijgewerkt geleden uur dag dagen gisteren vandaag om gepubliceerd reacties gelezen
leestijd keer обновлено обновлён обновлен опубликовано назад в час часа часов минут минуту минуты минута секунд день
дня дней вчера сегодня просмотров просмотра просмотр просмотры комментариев комментария комментарий комментарии мск
мин января февраля марта апреля мая июня июля августа сентября октября ноября декабря оновлено опубліковано тому
годин години годину хвилин хвилини хвилину днів дні вчора сьогодні переглядів перегляди коментарів коментарі о січня
лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня zaktualizowano aktualizacja
opublikowano temu godzin godziny godzinę minut minuty minutę dni wczoraj dzisiaj dziś wyświetleń odsłon komentarzy
komentarze o godz güncellendi güncelleme yayınlanma önce saat dakika gün dün bugün görüntülenme okunma yorum تحديث
آخر نشر قبل منذ ساعة ساعات دقيقة دقائق يوم أيام أمس اليوم مشاهدة مشاهدات تعليق تعليقات
"""

# Of scripts without spaces, where a line is a run of such terms.
TERMS = """
更新 时间 時間 發布 发布 發佈 最后 最後 分钟前 分鐘前 小时前 小時前 分钟 分鐘 小时 小時 秒前 天前 刚刚 剛剛 今天
昨天 浏览 瀏覽 阅读 閱讀 次数 次數 点击 點擊 评论 評論 分享 阅读量 年 月 日 时 時 分 秒 次 条 條 于 於 星期 上午
下午 分前 時間前 日前 更新日時 公開 配信 閲覧 回 件 コメント 前 午前 午後 업데이트 입력 수정 분 시간 전 조회 조회수
댓글 년 월 일 오전 오후 시
"""
